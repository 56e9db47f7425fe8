import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { PEOPLE } from '../../demo/cast.ts'
import type { Stage } from '../../demo/stage.ts'
import { DemoTabs } from '../support/browser.ts'

const PATIENCE_MS = 60_000

/** A browser of one size and colour scheme, before the demo's workspace and before the bot's pages. */
export class Places {
  readonly #stage: Stage
  readonly #context: BrowserContext

  private constructor(stage: Stage, context: BrowserContext) {
    this.#stage = stage
    this.#context = context
  }

  static async open(browser: Browser, stage: Stage, options: BrowserContextOptions): Promise<Places> {
    return new Places(stage, await browser.newContext({ reducedMotion: 'reduce', ...options }))
  }

  /** A tab of its own, in which somebody sits before a channel. */
  readonly chat = (person: { readonly id: string }, channel: string): Promise<Page> =>
    new DemoTabs(this.#context, this.#stage.workspace.pageUrl).of(person, channel)

  /** A page of the bot by its path. */
  readonly page = async (path: string): Promise<Page> => {
    const tab = await this.#context.newPage()
    tab.setDefaultTimeout(PATIENCE_MS)
    await tab.goto(`${this.#stage.bot.http.url}${path}`)
    return tab
  }

  /** Closes what is open, forms included, so that the next look starts from nothing. */
  async clear(): Promise<void> {
    for (const page of this.#context.pages()) await page.close()
    const { workspace } = this.#stage
    for (const { id } of PEOPLE)
      for (const view of workspace.openViews(id)) await workspace.closeView(view, true)
  }

  close(): Promise<void> {
    return this.#context.close()
  }
}
