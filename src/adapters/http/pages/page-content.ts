import type { Page } from '../../../core/kernel/page-path.ts'
import type { Html } from '../../../core/kernel/html.ts'

/** What one page has of its own. */
export interface PageContent {
  /** Of the window, and the heading. */
  readonly title: string
  /** Below the heading. */
  readonly main: Html
  /** What it is styled with beside the style of all pages. */
  readonly style?: string
  /** Nothing on it changes by itself: it is loaded once. */
  readonly isStill?: true
  /** For browsers that are not in yet: it leads to no other page. */
  readonly isOutside?: true
  /** Which entry of the navigation it is, where it is one. */
  readonly current?: Page['kind']
}
