import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ChangeFeed } from '../../src/core/kernel/change-feed.ts'
import { useCases } from '../../src/core/use-cases.ts'
import type { PageSettings } from '../../src/adapters/http/pages/page-settings.ts'
import type { HttpServer } from '../../src/adapters/http/server.ts'
import { seriousFindings } from '../support/axe.ts'
import { fits, hasChromium, launchChromium, SCREENS } from '../support/browser.ts'
import { fleetOf, servePages } from '../support/fleet.ts'
import { freePort } from '../support/free-port.ts'
import { DANA } from '../support/people.ts'
import type { Platform } from '../support/platform.ts'

const PATIENCE = { timeout: 120_000 }
const SCHEMES = ['light', 'dark'] as const
const LOOKS = SCREENS.flatMap(([screen, viewport]) =>
  SCHEMES.map((colorScheme) => [screen, colorScheme, viewport] as const),
)

describe.skipIf(!hasChromium())('the pages in Chromium (needs chromium)', () => {
  let browser: Browser
  let platform: Platform
  let server: HttpServer
  let changes: ChangeFeed
  let isPublic: boolean
  let complaints: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    platform = await fleetOf(12)
    changes = new ChangeFeed()
    isPublic = true
    complaints = []
    const pages = (): PageSettings => ({ url: server.url, isPublic, timeZone: 'UTC', proxy: null })
    server = await servePages(platform, { changes, pages })
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await server.close(200)
    await platform.close()
  })

  /** A tab of its own, whose errors and warnings are kept. */
  async function tab(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    return page
  }

  test.each(LOOKS)('keep nobody out, on %s, %s', async (_screen, colorScheme, viewport) => {
    const page = await tab({ viewport, colorScheme, bypassCSP: true })
    for (const path of ['/', '/?show=attention&q=nothing-like-it', '/sign-in', '/sign-in?token=made-up']) {
      await page.goto(`${server.url}${path}`)
      expect({ path, findings: await seriousFindings(page) }).toEqual({ path, findings: [] })
      await fits(page)
    }
  })

  test('show what is new where the reader is, and leave alone what the reader does', async () => {
    const page = await tab({ viewport: { width: 1280, height: 500 } })
    await page.goto(`${server.url}/`)
    const sentence = page.getByRole('status')
    expect(await sentence.textContent()).toContain('5 of 12 services are frozen')
    await page.getByLabel('Name').fill('half a na')
    await page.getByLabel('Show').selectOption({ index: 1 })
    const link = page.getByRole('link', { name: 'The service-10' })
    await link.focus()
    await page.evaluate('window.sameDocument = true')
    const place = await page.evaluate<number>('scrollY')
    expect(place).toBeGreaterThan(0)

    await platform.settle(0.02, 'service-1')
    changes.changed()
    await expect.poll(() => sentence.textContent(), PATIENCE).toContain('6 of 12 services are frozen')
    await expect
      .poll(() => page.getByRole('row').filter({ hasText: 'service-1' }).allTextContents(), PATIENCE)
      .toContainEqual(expect.stringMatching(/^\s*The service-1\s+service-1\s+EMERGENCY/))
    expect(await page.getByLabel('Name').inputValue()).toBe('half a na')
    expect(await page.getByLabel('Show').inputValue()).toBe('attention')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('The service-10')
    expect(await page.evaluate('scrollY')).toBe(place)
    expect(await page.evaluate('window.sameDocument')).toBe(true)
    expect(complaints).toEqual([])
  })

  test('come to the browser again when the bot does', async () => {
    const port = await freePort()
    await server.close(200)
    server = await servePages(platform, { changes, port })
    const page = await tab()
    await page.goto(`${server.url}/`)
    expect(await page.getByRole('status').textContent()).toContain('5 of 12 services are frozen')
    await server.close(200)
    await platform.settle(0.02, 'service-1')
    server = await servePages(platform, { changes, port })
    await expect
      .poll(() => page.getByRole('status').textContent(), PATIENCE)
      .toContain('6 of 12 services are frozen')
  })

  test('are whole without a script', async () => {
    const page = await tab({ javaScriptEnabled: false })
    await page.goto(`${server.url}/`)
    expect(await page.getByRole('row').count()).toBe(13)
    await page.getByLabel('Name').fill('service-12')
    await page.getByRole('button', { name: 'Filter' }).click()
    expect(await page.getByRole('row').count()).toBe(2)
    expect(new URL(page.url()).searchParams.get('q')).toBe('service-12')
    expect(complaints).toEqual([])
  })

  test('are read from the top: the way past the bar, then the filter and the worst service', async () => {
    const page = await tab()
    await page.goto(`${server.url}/`)
    const reached: string[] = []
    const tabOn = async (): Promise<void> => {
      await page.keyboard.press('Tab')
      const name = 'document.activeElement.textContent.trim() || document.activeElement.name'
      reached.push(String(await page.evaluate(name)).split('\n', 1)[0] ?? '')
    }
    await tabOn()
    await page.keyboard.press('Enter')
    for (let step = 0; step < 5; step += 1) await tabOn()
    expect(reached).toEqual([
      'Skip to the content',
      'The last 30 days',
      'q',
      'All (12)',
      'Filter',
      'The service-11',
    ])
  })

  test('are printed without what can only be clicked', async () => {
    const page = await tab({ colorScheme: 'dark' })
    await page.goto(`${server.url}/`)
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('table').isVisible()).toBe(true)
    for (const clicked of ['nav', 'form', 'summary']) {
      const visible = await page.locator(clicked).filter({ visible: true }).count()
      expect({ clicked, visible }).toEqual({ clicked, visible: 0 })
    }
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
  })

  test('let a member in by the link from Slack, and out again', async () => {
    isPublic = false
    const page = await tab()
    await page.goto(`${server.url}/`)
    expect(await page.getByRole('heading').textContent()).toBe('Sign in')
    const outcome = await useCases({
      ...platform.everything,
      pages: () => ({ url: server.url, isPublic }),
    }).signIn.link(DANA)
    if (outcome.kind !== 'link') throw new Error(JSON.stringify(outcome))
    await page.goto(outcome.url)
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Error budgets')
    expect(await page.evaluate('document.cookie')).toBe('')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.goto(`${server.url}/`)
    expect(await page.getByRole('heading').textContent()).toBe('Sign in')
  })
})
