import type { FromPage } from '../workspace/page-protocol.ts'
import type { PageState } from './state.ts'

/** What the parts of the page may do; `main.ts` holds the one state and redraws the parts after each change. */
export interface Page {
  readonly state: () => PageState | null
  readonly change: (change: (state: PageState) => PageState) => void
  /** Whether it went out; a lost connection is told to the person. */
  readonly send: (message: FromPage) => boolean
  readonly toast: (text: string) => void
  readonly openThread: (channel: string, head: string) => void
  readonly closeThread: () => void
  readonly openChannel: (channel: string) => void
  readonly openHome: () => void
  readonly actAs: (person: string) => void
}
