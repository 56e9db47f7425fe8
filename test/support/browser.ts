import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { requiredProgram } from './required-program.ts'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const PATIENCE_MS = 60_000

export const SCREENS = [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const

/** Whether a real Chromium can be started here. */
export const hasChromium = (): boolean => requiredProgram('chromium') !== undefined

export async function launchChromium(): Promise<Browser> {
  const program = requiredProgram('chromium')
  if (program === undefined) throw new Error('chromium is not installed')
  return chromium.launch({ executablePath: program, args: ARGUMENTS })
}

/** The demo page in one window, a tab for each person and channel. */
export class DemoTabs {
  /** Errors and warnings of any tab, and answers of 400 and above. */
  readonly complaints: string[] = []
  readonly #context: BrowserContext
  readonly #pageUrl: string

  constructor(context: BrowserContext, pageUrl: string) {
    this.#context = context
    this.#pageUrl = pageUrl
  }

  static async open(
    browser: Browser,
    viewport: { readonly width: number; readonly height: number },
    pageUrl: string,
  ): Promise<DemoTabs> {
    return new DemoTabs(await browser.newContext({ viewport, reducedMotion: 'reduce' }), pageUrl)
  }

  /** The tab in which somebody sits, opened once; the tour is skipped. */
  async of(person: { readonly id: string }, channel: string): Promise<Page> {
    const url = `${this.#pageUrl}?as=${person.id}#${channel}`
    const open = this.#context.pages().find((page) => page.url() === url)
    if (open !== undefined) return open
    const tab = await this.#tabAt(url)
    await tab.getByRole('heading', { name: channel }).waitFor()
    const skip = tab.getByRole('button', { name: 'Skip the tour' })
    await skip.or(composerOf(tab, channel)).first().waitFor()
    if (await skip.isVisible()) await skip.click()
    return tab
  }

  /** A tab as somebody finds it on their first visit, with the tour. */
  async visits(person: { readonly id: string }): Promise<Page> {
    return this.#tabAt(`${this.#pageUrl}?as=${person.id}`)
  }

  async close(): Promise<void> {
    await this.#context.close()
  }

  async #tabAt(url: string): Promise<Page> {
    const tab = await this.#context.newPage()
    tab.setDefaultTimeout(PATIENCE_MS)
    this.#listenTo(tab)
    await tab.goto(url)
    return tab
  }

  #listenTo(tab: Page): void {
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text())
    })
    tab.on('pageerror', (error) => this.complaints.push(error.message))
    tab.on('response', (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} ${response.url()}`)
    })
  }
}

const composerOf = (tab: Page, channel: string): Locator =>
  tab.getByRole('combobox', { name: `Message #${channel}` })

/** Writes a line into a channel and sends it. */
export async function types(tab: Page, channel: string, line: string): Promise<void> {
  // A tab behind others draws seldom.
  await tab.bringToFront()
  const composer = composerOf(tab, channel)
  await composer.fill(line)
  await composer.press('Escape')
  await composer.press('Enter')
}

/** Opens the bot's home from the list at the side, which a phone keeps in a drawer. */
export async function opensHome(tab: Page): Promise<void> {
  await tab.bringToFront()
  const drawer = tab.getByRole('button', { name: 'Channels and people' })
  if (await drawer.isVisible()) await drawer.click()
  await tab
    .getByRole('navigation', { name: 'Budgeteer' })
    .getByRole('button', { name: 'Home' })
    .first()
    .click()
  await tab.getByRole('region', { name: 'Home' }).getByText('As of').waitFor()
}

/** The newest message with these words; a thread covers a phone, so it is looked for where it stands. */
export const messageWith = (tab: Page, words: string, where = '#messages'): Locator =>
  tab.locator(where).getByRole('listitem').filter({ hasText: words }).last()

/** Nothing is wider than the screen. */
export async function fits(tab: Page): Promise<void> {
  const width = await tab.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')
  const [wide, screen] = width as [number, number]
  expect(wide).toBeLessThanOrEqual(screen)
}
