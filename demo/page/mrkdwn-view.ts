import type { PageGroup } from '../workspace/page-protocol.ts'
import { h } from './element.ts'
import { emojiNamed, withEmoji } from './emoji.ts'
import { plainTextAt, stringAt, type Json } from './json.ts'
import { parseInline, parseMrkdwn, type Block, type Inline } from './mrkdwn.ts'
import { slackDate, type DatePlace } from './slack-date.ts'

/** What a text needs to know about the workspace to show its mentions and dates. */
export interface TextContext {
  readonly place: DatePlace
  readonly me: string
  /** The names of a person and a channel; null for ids that this person cannot see. */
  readonly personName: (id: string) => string | null
  readonly channelName: (id: string) => string | null
  /** A user group; null for ids that the workspace does not know. */
  readonly group: (id: string) => PageGroup | null
  readonly openChannel: (id: string) => void
}

/** Slack's mrkdwn as elements; text only ever becomes text nodes. */
export function mrkdwnView(text: string, context: TextContext): HTMLElement {
  return h('div', { class: 'mrkdwn' }, ...parseMrkdwn(text).map((block) => blockView(block, context)))
}

/** A Block Kit text object (`plain_text` or `mrkdwn`). */
export function textObjectView(text: Json, context: TextContext): HTMLElement {
  if (stringAt(text, 'type') === 'mrkdwn') return mrkdwnView(stringAt(text, 'text'), context)
  return h('div', { class: 'mrkdwn' }, h('p', {}, withEmoji(stringAt(text, 'text'))))
}

/** The label of a button, option or title: plain text with its emoji. */
export function labelAt(value: unknown, key: string): string {
  return withEmoji(plainTextAt(value, key))
}

function blockView(block: Block, context: TextContext): HTMLElement {
  switch (block.kind) {
    case 'pre':
      return h('pre', { tabindex: 0 }, block.text)
    case 'list':
      return h('ul', {}, ...block.items.map((item) => h('li', {}, ...inlineView(item, context))))
    case 'quote':
      return h('blockquote', {}, linesView(block.lines, context))
    case 'lines':
      return linesView(block.lines, context)
  }
}

function linesView(lines: readonly (readonly Inline[])[], context: TextContext): HTMLElement {
  const paragraph = h('p')
  lines.forEach((line, index) => {
    if (index > 0) paragraph.append(h('br'))
    paragraph.append(...inlineView(line, context))
  })
  return paragraph
}

function inlineView(inlines: readonly Inline[], context: TextContext): Node[] {
  return inlines.map((inline) => oneView(inline, context))
}

function oneView(inline: Inline, context: TextContext): Node {
  switch (inline.kind) {
    case 'text':
      return document.createTextNode(inline.text)
    case 'bold':
      return h('strong', {}, ...inlineView(inline.children, context))
    case 'italic':
      return h('em', {}, ...inlineView(inline.children, context))
    case 'strike':
      return h('s', {}, ...inlineView(inline.children, context))
    case 'code':
      return h('code', {}, inline.text)
    case 'link':
      return linkView(inline.url, inlineView(inline.children, context))
    case 'person':
      return personView(inline.id, inline.label, context)
    case 'channel':
      return channelView(inline.id, inline.label, context)
    case 'group':
      return groupView(inline.id, inline.label, context)
    case 'broadcast':
      return h('span', { class: 'mention mention-me' }, inline.text)
    case 'date':
      return dateView(inline, context)
    case 'emoji':
      return emojiView(inline.name)
  }
}

export function linkView(url: string, children: readonly Node[]): HTMLElement {
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children)
}

export function personView(id: string, label: string, context: TextContext): HTMLElement {
  const name = context.personName(id) ?? (label === '' ? id : label)
  return h(
    'span',
    { class: id === context.me ? 'mention mention-me' : 'mention' },
    `@${name.replace(/^@/, '')}`,
  )
}

/** A group that the reader belongs to is marked as a mention of them. */
export function groupView(id: string, label: string, context: TextContext): HTMLElement {
  const group = context.group(id)
  const name = group?.handle ?? (label === '' ? id : label)
  const isMine = group?.members.includes(context.me) === true
  return h('span', { class: isMine ? 'mention mention-me' : 'mention' }, `@${name.replace(/^@/, '')}`)
}

export function channelView(id: string, label: string, context: TextContext): HTMLElement {
  const known = context.channelName(id)
  const name = `#${known ?? (label === '' ? id : label)}`
  if (known === null) return h('span', { class: 'mention' }, name)
  return h('button', { type: 'button', class: 'mention', onclick: () => context.openChannel(id) }, name)
}

export function emojiView(name: string): Node {
  const character = emojiNamed(name)
  if (character === null) return document.createTextNode(`:${name}:`)
  return h('span', { class: 'emoji', role: 'img', 'aria-label': name.replaceAll('_', ' ') }, character)
}

function dateView(date: Extract<Inline, { kind: 'date' }>, context: TextContext): Node {
  const shown = slackDate(date.unixSeconds, date.format, context.place)
  const time = h(
    'time',
    { datetime: new Date(date.unixSeconds * 1000).toISOString(), title: date.fallback },
    shown,
  )
  return date.url === null ? time : linkView(date.url, [time])
}

/** The words of a mrkdwn text alone, for the screen reader's announcement of a new message. */
export function spokenText(text: string, context: TextContext): string {
  return text
    .split('\n')
    .map((line) =>
      inlineView(parseInline(line), context)
        .map((node) => node.textContent)
        .join(''),
    )
    .join(' ')
    .replaceAll('```', '')
    .trim()
}
