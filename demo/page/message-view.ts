import type { PageMessage, PagePerson } from '../workspace/page-protocol.ts'
import { avatarView } from './avatar.ts'
import type { BlockHost } from './block-host.ts'
import { blocksView } from './blocks.ts'
import { h } from './element.ts'
import { initialValue } from './fields.ts'
import { icon } from './icon.ts'
import { asJson } from './json.ts'
import { mrkdwnView } from './mrkdwn-view.ts'
import type { Page } from './page.ts'
import { markPending } from './pending.ts'
import { clockTime } from './slack-date.ts'
import { withoutMessage, type PageState } from './state.ts'
import { sentAt } from './timeline.ts'
import { personOf, placeOf, textContext } from './workspace-context.ts'

/** The replies under a head, as the line below it tells them; null where no thread is offered. */
export interface ThreadSummary {
  readonly count: number
  readonly lastTs: string
  readonly authors: readonly PagePerson[]
  readonly unread: boolean
}

export interface MessageLook {
  readonly compact: boolean
  readonly thread: ThreadSummary | null
}

export function messageView(
  message: PageMessage,
  look: MessageLook,
  state: PageState,
  page: Page,
): HTMLElement {
  const author = personOf(state, message.user)
  const ephemeral = message.ephemeralFor !== null
  const classes = ['message', look.compact && 'message-compact', ephemeral && 'message-ephemeral']
  return h(
    'li',
    { class: classes.filter((name) => name !== false).join(' '), tabindex: -1, 'data-ts': message.ts },
    h('div', { class: 'message-side' }, look.compact ? timeView(message, state) : avatarView(author)),
    h(
      'div',
      { class: 'message-main' },
      ephemeral && ephemeralNote(message, page),
      h(
        'div',
        { class: look.compact ? 'hidden' : 'message-head' },
        ...authorView(author),
        timeView(message, state),
      ),
      contentView(message, state, page),
      message.edited && h('span', { class: 'edited' }, '(edited)'),
      look.thread !== null && look.thread.count > 0 && threadLink(message, look.thread, state, page),
    ),
    look.thread !== null && !ephemeral && replyButton(message, look.thread, page),
  )
}

function authorView(author: PagePerson): HTMLElement[] {
  const name = h('span', { class: 'author' }, author.name)
  if (author.isBot) return [name, h('span', { class: 'badge' }, 'App')]
  return author.title === '' ? [name] : [name, h('span', { class: 'author-title' }, author.title)]
}

function timeView(message: PageMessage, state: PageState): HTMLElement {
  const at = sentAt(message.ts)
  return h(
    'time',
    { class: 'time', datetime: at.toISOString(), title: at.toLocaleString('en-GB') },
    clockTime(at, placeOf(state)),
  )
}

function ephemeralNote(message: PageMessage, page: Page): HTMLElement {
  const dismiss = () => page.change((state) => withoutMessage(state, message.channel, message.ts))
  return h(
    'div',
    { class: 'ephemeral-note' },
    icon('eye'),
    h('span', {}, 'Only visible to you'),
    h('span', { 'aria-hidden': 'true' }, '·'),
    h('button', { type: 'button', class: 'link', onclick: dismiss }, 'Dismiss'),
  )
}

function contentView(message: PageMessage, state: PageState, page: Page): HTMLElement {
  if (message.blocks.length === 0) return mrkdwnView(message.text, textContext(state, page))
  return blocksView(message.blocks.map(asJson), messageHost(message, state, page))
}

function messageHost(message: PageMessage, state: PageState, page: Page): BlockHost {
  return {
    text: textContext(state, page),
    people: state.people,
    channels: state.channels,
    valueOf: (_blockId, _actionId, element) => initialValue(element),
    changed: () => undefined,
    acted: (blockId, actionId, value, source) => {
      const chosen = typeof value === 'string' ? value : value?.join(',')
      const press = { type: 'press', channel: message.channel, ts: message.ts, blockId, actionId } as const
      if (page.send(chosen === undefined ? press : { ...press, value: chosen })) markPending(source)
    },
    errorOf: () => null,
  }
}

function threadLink(message: PageMessage, thread: ThreadSummary, state: PageState, page: Page): HTMLElement {
  const count = thread.count === 1 ? '1 reply' : `${thread.count} replies`
  return h(
    'button',
    {
      type: 'button',
      class: thread.unread ? 'thread-link thread-link-unread' : 'thread-link',
      'data-thread': message.ts,
      'data-focus': 'thread',
      onclick: () => page.openThread(message.channel, message.ts),
    },
    h('span', { class: 'thread-authors' }, ...thread.authors.map((author) => avatarView(author, 'small'))),
    h('span', { class: 'thread-count' }, count),
    thread.unread && h('span', { class: 'thread-new' }, 'New'),
    h('span', { class: 'thread-last' }, `Last reply ${clockTime(sentAt(thread.lastTs), placeOf(state))}`),
  )
}

function replyButton(message: PageMessage, thread: ThreadSummary, page: Page): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      class: 'reply-button',
      title: 'Reply in thread',
      'aria-label': 'Reply in thread',
      'data-thread': thread.count === 0 ? message.ts : null,
      'data-focus': 'reply',
      onclick: () => page.openThread(message.channel, message.ts),
    },
    icon('thread'),
  )
}
