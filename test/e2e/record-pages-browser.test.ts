import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { HttpServer } from '../../src/adapters/http/server.ts'
import { seriousFindings } from '../support/axe.ts'
import { fits, hasChromium, launchChromium, SCREENS } from '../support/browser.ts'
import { servePages } from '../support/fleet.ts'
import { GATEWAY, Platform } from '../support/platform.ts'
import { manyRecords, type OnFile } from '../support/records-on-file.ts'

const LOOKS = SCREENS.flatMap(([screen, viewport]) =>
  (['light', 'dark'] as const).map((colorScheme) => [screen, colorScheme, viewport] as const),
)

/** The pages of records, by what they show. */
const pagesOf = ({ granted, rejected, exception, incident, levelFreeze, declared, correctness }: OnFile) => [
  `/services/${GATEWAY}`,
  ...['requests', 'incidents', 'freezes', 'deployments'].map((list) => `/services/${GATEWAY}/${list}`),
  ...[granted, rejected, exception].map((id) => `/requests/${id}`),
  ...[incident, 'i-part'].map((id) => `/incidents/${id}`),
  `/postmortems/${incident}`,
  ...[levelFreeze, declared, correctness].map((id) => `/freezes/${id}`),
  '/audit?kind=all',
  '/audit/verification',
  '/calendar',
  '/requests/r-none',
]

describe.skipIf(!hasChromium())('the pages of records in Chromium (needs chromium)', () => {
  let browser: Browser
  let file: OnFile
  let server: HttpServer
  let empty: Platform
  let emptyServer: HttpServer

  beforeAll(async () => {
    browser = await launchChromium()
    file = await manyRecords(60)
    server = await servePages(file.platform)
    empty = await Platform.open()
    emptyServer = await servePages(empty)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await Promise.all([server.close(200), emptyServer.close(200)])
    await Promise.all([file.platform.close(), empty.close()])
  })

  async function expectGood(page: Page, url: string): Promise<void> {
    await page.goto(url)
    expect({ url, findings: await seriousFindings(page) }).toEqual({ url, findings: [] })
    await fits(page)
  }

  test.each(LOOKS)('keep nobody out and fit, on %s, %s', async (_screen, colorScheme, viewport) => {
    const page = await (await browser.newContext({ viewport, colorScheme, bypassCSP: true })).newPage()
    for (const path of pagesOf(file)) await expectGood(page, `${server.url}${path}`)
    for (const path of [`/services/${GATEWAY}`, `/services/${GATEWAY}/freezes`, '/audit', '/calendar'])
      await expectGood(page, `${emptyServer.url}${path}`)
  })

  test('are read by keyboard in the order in which they stand', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${server.url}/requests/${file.granted}`)
    const focused: string[] = []
    for (let index = 0; index < 8; index += 1) {
      await page.keyboard.press('Tab')
      focused.push(await page.evaluate<string>('document.activeElement.textContent.trim()'))
    }
    expect(focused).toEqual([
      'Skip to the content',
      'Budgeteer',
      'Services',
      'Risks',
      'Calendar',
      'Reports',
      'Audit log',
      'ML Inference Gateway',
    ])
  })

  test('are whole without a script: the log is filtered and verified by its forms', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await page.goto(`${server.url}/audit`)
    await page.getByLabel('What').selectOption({ label: 'Rejection' })
    await page.getByRole('button', { name: 'Show' }).click()
    expect(await page.getByRole('listitem').filter({ hasText: 'rejected the request' }).count()).toBe(1)
    await page.getByRole('button', { name: /Verify/ }).click()
    await page.getByText('Whole').waitFor()
  })
})
