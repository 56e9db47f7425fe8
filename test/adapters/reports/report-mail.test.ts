import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportMail } from '../../../src/adapters/reports/report-mail.ts'
import { aReport, anEmptyReport } from '../../support/a-report.ts'
import { fits, hasChromium, launchChromium } from '../../support/browser.ts'

const PICTURE = { source: 'cid:picture@budgeteer', altText: 'It "falls" & falls', widthPx: 480 }
const LINK = { url: 'https://bot.example/reports/monthly/2026-10?a&b', words: 'The report in the browser' }
const whole = (services: number): string => reportMail(aReport(services), { picture: PICTURE, link: LINK })

describe('a report as a mail', () => {
  test('is made of what mail programs show: no script, no font, no request but its own picture', () => {
    const mail = whole(3)
    expect(mail).not.toMatch(/<script|<link|<svg|@import|@font-face|url\(|https?:\/\/(?!bot\.example|evil)/i)
    expect(mail).toContain('src="cid:picture@budgeteer"')
    expect(mail).toContain('alt="It &quot;falls&quot; &amp; falls"')
    expect(mail).toContain('href="https://bot.example/reports/monthly/2026-10?a&amp;b"')
  })

  test('escapes names', () => {
    expect(whole(2)).toContain('&lt;https://evil.example|evil&gt;')
    expect(whole(2)).not.toContain('<https://evil')
  })

  test('of very many services is no longer than mail programs show, and counts what it leaves out', () => {
    const mail = whole(300)
    expect(mail.length).toBeLessThan(102_000)
    expect(mail).toContain('… and 260 more')
    expect(mail).toMatch(/… and \d+ more services, for which a mail has no room/)
    expect(mail).toContain('SLOs to reconsider')
  })

  test('has no picture and no link where there is none', () => {
    const mail = reportMail(anEmptyReport, { picture: null, link: null })
    expect(mail).not.toMatch(/<img|<a /)
    expect(mail).toContain('None.')
  })
})

describe.skipIf(!hasChromium())('in a mail program that is a browser (needs chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  test.each([
    [600, 'light', 'rgb(166, 27, 37)'],
    [600, 'dark', 'rgb(255, 123, 130)'],
    [390, 'light', 'rgb(166, 27, 37)'],
    [390, 'dark', 'rgb(255, 123, 130)'],
  ] as const)('fits %i px, and in %s what is bad can be read', async (width, colorScheme, bad) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    await page.setContent(whole(12))
    await fits(page)
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.bad')).color`)).toBe(bad)
    await page.close()
  })
})
