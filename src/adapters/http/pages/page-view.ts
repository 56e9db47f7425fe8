import { pagePathOf, type Page } from '../../../core/kernel/page-path.ts'
import { isoTime } from '../../../core/kernel/time/iso-time.ts'
import { wallTime } from '../../../core/kernel/time/wall-time.ts'
import { html, type Html } from '../../../core/kernel/html.ts'
import type { PageSettings } from './page-settings.ts'

/** Who looks at a page. The name is what the workspace or the proxy calls them; null where everybody may look. */
export interface Viewer {
  readonly name: string | null
  /** In this browser, so that it can sign out. */
  readonly isSignedIn: boolean
}

/** What a page is made for: who looks, when, and how other pages are reached from it. */
export interface PageView {
  readonly viewer: Viewer
  /** Epoch milliseconds. */
  readonly now: number
  readonly timeZone: string
  /** The address of another page, for a link. */
  to(page: Page): string
  /** The address of anything else of the bot's, such as a picture. `path` begins with a slash. */
  at(path: string): string
  /** A moment on the clock of the configuration's zone: `2026-03-02 10:00 UTC`. Takes ISO 8601 or epoch milliseconds. */
  time(moment: string | number): Html
}

/** The bot may stand below a path of its host. */
export function pageView(viewer: Viewer, now: number, { url, timeZone }: PageSettings): PageView {
  const root = url === null ? '' : new URL(url).pathname.replace(/\/$/, '')
  return {
    viewer,
    now,
    timeZone,
    to: (page) => `${root}${pagePathOf(page)}`,
    at: (path) => `${root}${path}`,
    time(moment) {
      const ms = typeof moment === 'string' ? Date.parse(moment) : moment
      const { date, time, zone } = wallTime(ms, timeZone)
      return html`<time datetime="${isoTime(ms)}">${date} ${time} ${zone}</time>`
    },
  }
}
