import type { PageMessage } from '../workspace/page-protocol.ts'
import { spokenText } from './mrkdwn-view.ts'
import type { Page } from './page.ts'
import type { PageState } from './state.ts'
import { personOf, textContext } from './workspace-context.ts'

const longest = 180

/** Tells a screen reader of a new message: who, where, and how it begins. */
export function announce(region: HTMLElement, message: PageMessage, state: PageState, page: Page): void {
  const unseen = message.ephemeralFor !== null && message.ephemeralFor !== state.me
  const channel = state.channels.find(({ id }) => id === message.channel)
  if (unseen || !channel || message.user === state.me) return
  const where = channel.kind === 'dm' ? 'in a direct message' : `in ${channel.name}`
  const text = spokenText(message.text, textContext(state, page))
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text
  region.textContent = `${personOf(state, message.user).name} ${where}: ${shown}`
}
