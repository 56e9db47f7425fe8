import type { PageMessage } from '../workspace/page-protocol.ts'
import { arrange, h } from './element.ts'
import { keepingFocus } from './focus.ts'
import { icon } from './icon.ts'
import { messageView, type ThreadSummary } from './message-view.ts'
import type { Page } from './page.ts'
import { dayKey } from './slack-date.ts'
import { hasUnreadReplies, messageKey, threadReplies, type PageState } from './state.ts'
import { timelineRows, type TimelineRow } from './timeline.ts'
import { personOf, placeOf } from './workspace-context.ts'

const nearEndPx = 120

interface Drawn {
  readonly element: HTMLElement
  readonly signature: string
  readonly message: PageMessage | null
}

/** A scrolling list of messages that redraws only the rows that changed and stays at its end while it is there. */
export class MessageList {
  readonly root: HTMLElement
  readonly #list: HTMLOListElement
  readonly #empty = h('p', { class: 'empty' }, 'Nothing here yet.')
  readonly #jump = h(
    'button',
    { type: 'button', class: 'jump', hidden: true, onclick: () => this.scrollToEnd() },
    icon('down'),
    'New messages',
  )
  readonly #page: Page
  readonly #threads: boolean
  #drawn = new Map<string, Drawn>()
  #shown = ''

  /** `threads` says whether the messages offer their threads. */
  constructor(page: Page, { label, threads }: { label: string; threads: boolean }) {
    this.#page = page
    this.#threads = threads
    this.#list = h('ol', { class: 'messages', 'aria-label': label, tabindex: 0 })
    this.#list.addEventListener('scroll', () => {
      if (this.#isAtEnd()) this.#jump.hidden = true
    })
    this.root = h('div', { class: 'message-area' }, this.#list, this.#empty, this.#jump)
  }

  /** `shown` names what is listed; when it changes the list begins at its end. */
  update(messages: readonly PageMessage[], state: PageState, shown: string): void {
    const fresh = shown !== this.#shown
    const atEnd = fresh || this.#isAtEnd()
    if (fresh) this.#drawn.clear()
    this.#shown = shown
    const next = new Map<string, Drawn>()
    for (const row of timelineRows(messages, placeOf(state))) {
      const key = row.kind === 'day' ? row.key : messageKey(row.message)
      next.set(key, this.#row(row, state, this.#drawn.get(key)))
    }
    const grown = next.size > this.#drawn.size
    const rows = [...next.values()].map(({ element }) => element)
    keepingFocus(this.#list, () => arrange(this.#list, rows))
    this.#drawn = next
    this.#empty.hidden = messages.length > 0
    if (atEnd) this.scrollToEnd()
    else if (grown) this.#jump.hidden = false
  }

  scrollToEnd(): void {
    this.#list.scrollTop = this.#list.scrollHeight
    this.#jump.hidden = true
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#list
    return scrollHeight - scrollTop - clientHeight < nearEndPx
  }

  #row(row: TimelineRow, state: PageState, before: Drawn | undefined): Drawn {
    if (row.kind === 'day') {
      if (before?.signature === row.label) return before
      const element = h('li', { class: 'day' }, h('span', {}, row.label))
      return { element, signature: row.label, message: null }
    }
    const { message, compact } = row
    const thread = this.#threads ? threadSummary(message, state) : null
    const signature = [
      compact,
      thread && `${thread.count} ${thread.lastTs} ${thread.unread}`,
      state.me,
      dayKey(new Date(placeOf(state).nowMs), placeOf(state)),
    ].join('|')
    if (before?.message === message && before.signature === signature) return before
    return { element: messageView(message, { compact, thread }, state, this.#page), signature, message }
  }
}

function threadSummary(message: PageMessage, state: PageState): ThreadSummary {
  const replies = threadReplies(state, message.channel, message.ts)
  const authors = [...new Set(replies.map(({ user }) => user))].slice(0, 4)
  return {
    count: replies.length,
    lastTs: replies.at(-1)?.ts ?? '',
    authors: authors.map((id) => personOf(state, id)),
    unread: hasUnreadReplies(state, message),
  }
}
