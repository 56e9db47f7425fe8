import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useCases } from '../../../../../src/core/use-cases.ts'
import { hasChromium, launchChromium } from '../../../../support/browser.ts'
import { OMAR } from '../../../../support/people.ts'
import { GATEWAY, Platform } from '../../../../support/platform.ts'
import { catalogOf, riskOf } from '../../../../support/some-risks.ts'
import { type Started, startFixture } from '../../fixture.ts'

const rowOf = (page: Page, title: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: title }) })

describe.skipIf(!hasChromium())('the form of a risk in a real browser (needs chromium)', () => {
  let browser: Browser
  let platform: Platform
  let server: Started
  let url: string | null = null

  beforeAll(async () => {
    browser = await launchChromium()
    platform = await Platform.open()
    platform.risks = {
      acceptingRoles: ['service-owner', 'sre'],
      catalogs: [
        catalogOf([riskOf('provider', 400), riskOf('cache', 131)], {
          name: 'gateway',
          title: 'Gateway',
          services: [GATEWAY],
        }),
      ],
    }
    server = await startFixture({
      useCases: useCases(platform.everything),
      clock: platform.clock,
      pages: () => ({ url, isPublic: false, timeZone: 'UTC', proxy: null }),
    })
    url = server.url
    platform.pages = { url, isPublic: false }
  })
  afterAll(async () => {
    await browser.close()
    await server.close(200)
    await platform.close()
  })

  test('accepts and takes back, with what the browser itself says of where the form stood', async () => {
    const page = await (await browser.newContext()).newPage()
    const link = await useCases(platform.everything).signIn.link(OMAR)
    if (link.kind !== 'link') throw new Error(JSON.stringify(link))
    await page.goto(link.url)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Risks' }).click()
    await page.getByRole('link', { name: 'Gateway' }).click()

    const provider = rowOf(page, 'The provider')
    await provider.getByText('Accept…').click()
    await provider.getByLabel('Why is it not mended?').fill('Nobody sells another one')
    await provider.getByRole('button', { name: 'Accept' }).click()
    await provider.getByText('Nobody sells another one').waitFor()
    expect(await provider.locator('.colour').textContent()).toBe('blue')
    const cache = rowOf(page, 'The cache')
    expect(await cache.locator('.colour').textContent()).toBe('amber')

    await provider.getByText('Take back…').click()
    await provider.getByLabel('Why is it no longer accepted?').fill('Somebody does')
    await provider.getByRole('button', { name: 'Take back' }).click()
    await provider.getByText('Somebody does').waitFor()
    expect(await provider.locator('.colour').textContent()).toBe('red')
    expect((await platform.audit()).map(({ kind, actor }) => `${kind} ${actor}`).slice(-2)).toEqual([
      `risk_accepted ${OMAR}`,
      `risk_taken_back ${OMAR}`,
    ])
  })
})
