/** What a line of mrkdwn holds. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly Inline[] }
  | { readonly kind: 'person'; readonly id: string; readonly label: string }
  | { readonly kind: 'channel'; readonly id: string; readonly label: string }
  | { readonly kind: 'group'; readonly id: string; readonly label: string }
  | { readonly kind: 'broadcast'; readonly text: string }
  | {
      readonly kind: 'date'
      readonly unixSeconds: number
      readonly format: string
      readonly url: string | null
      readonly fallback: string
    }
  | { readonly kind: 'emoji'; readonly name: string }

/** What a mrkdwn text is made of, from top to bottom. */
export type Block =
  | { readonly kind: 'lines'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'pre'; readonly text: string }

/**
 * Reads Slack's mrkdwn. It never fails: what is not well-formed stays as it was written, and only addresses that begin
 * with http, https or mailto become links.
 */
export function parseMrkdwn(source: string): readonly Block[] {
  const parts = source.replace(/\r\n?/g, '\n').split('```')
  const blocks: Block[] = []
  parts.forEach((part, index) => {
    const fenced = index % 2 === 1
    if (fenced && index < parts.length - 1) {
      blocks.push({ kind: 'pre', text: plainCode(part.replace(/^\n|\n$/g, '')) })
      return
    }
    const afterPre = index > 0 && !fenced
    let text = fenced ? '```' + part : part
    if (afterPre) text = text.replace(/^\n/, '')
    if (index < parts.length - 2) text = text.replace(/\n$/, '')
    if (text !== '' || parts.length === 1) blocks.push(...lineBlocks(text))
  })
  return blocks
}

function lineBlocks(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n')) {
    const { kind, content } = lineKind(line)
    const inline = parseInline(content)
    const last = blocks.at(-1)
    if (kind === 'list' && last?.kind === 'list')
      blocks[blocks.length - 1] = { kind, items: [...last.items, inline] }
    else if (kind === 'list') blocks.push({ kind, items: [inline] })
    else if (last?.kind === kind) blocks[blocks.length - 1] = { kind, lines: [...last.lines, inline] }
    else blocks.push({ kind, lines: [inline] })
  }
  return blocks
}

function lineKind(line: string): { kind: 'lines' | 'quote' | 'list'; content: string } {
  const quote = /^(?:&gt;|>) ?(.*)$/.exec(line)
  if (quote) return { kind: 'quote', content: quote[1] ?? '' }
  const item = /^\s*[•◦▪-] +(.*)$/.exec(line)
  if (item) return { kind: 'list', content: item[1] ?? '' }
  return { kind: 'lines', content: line }
}

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const
const wordCharacter = /[\p{L}\p{N}]/u

/** One line; a mark opens only at the edge of a word and closes only there, as in Slack (`a*b*c` stays). */
export function parseInline(line: string): readonly Inline[] {
  const found: Inline[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') found.push(...textWithLinks(unescaped(plain)))
    plain = ''
  }
  let at = 0
  while (at < line.length) {
    const next = tokenAt(line, at)
    if (next === null) {
      plain += line.charAt(at)
      at += 1
    } else {
      flush()
      found.push(next.inline)
      at = next.end
    }
  }
  flush()
  return found
}

interface Token {
  readonly inline: Inline
  readonly end: number
}

function tokenAt(line: string, at: number): Token | null {
  const character = line.charAt(at)
  if (character === '`') return codeAt(line, at)
  if (character === '<') return referenceAt(line, at)
  if (character === ':') return emojiAt(line, at)
  if (character === '*' || character === '_' || character === '~') return markedAt(line, at, character)
  return null
}

function codeAt(line: string, at: number): Token | null {
  const end = line.indexOf('`', at + 1)
  if (end <= at + 1) return null
  return { inline: { kind: 'code', text: plainCode(line.slice(at + 1, end)) }, end: end + 1 }
}

function emojiAt(line: string, at: number): Token | null {
  const match = /^:([a-z0-9_+-]+):(?::skin-tone-\d:)?/.exec(line.slice(at))
  if (!match?.[1] || /^\d+$/.test(match[1])) return null
  return { inline: { kind: 'emoji', name: match[1] }, end: at + match[0].length }
}

function markedAt(line: string, at: number, mark: '*' | '_' | '~'): Token | null {
  if (wordCharacter.test(line.charAt(at - 1)) || /^\s?$/.test(line.charAt(at + 1))) return null
  for (let end = at + 1; end < line.length; end += 1) {
    const skipped =
      line.charAt(end) === '<' ? referenceAt(line, end) : line.charAt(end) === '`' ? codeAt(line, end) : null
    if (skipped) {
      end = skipped.end - 1
      continue
    }
    if (line.charAt(end) !== mark || end === at + 1) continue
    if (/\s/.test(line.charAt(end - 1)) || wordCharacter.test(line.charAt(end + 1))) continue
    return { inline: { kind: marks[mark], children: parseInline(line.slice(at + 1, end)) }, end: end + 1 }
  }
  return null
}

/** `<…>`: a link, a mention, a date. What is none of them stays text. */
function referenceAt(line: string, at: number): Token | null {
  const match = /^<([^<>\n]+)>/.exec(line.slice(at))
  if (!match?.[1]) return null
  const inline = reference(match[1])
  return inline && { inline, end: at + match[0].length }
}

function reference(body: string): Inline | null {
  const bar = body.indexOf('|')
  const target = bar === -1 ? body : body.slice(0, bar)
  const label = bar === -1 ? '' : body.slice(bar + 1)
  if (target.startsWith('@')) return { kind: 'person', id: target.slice(1), label: unescaped(label) }
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label: unescaped(label) }
  if (target.startsWith('!subteam^')) {
    return { kind: 'group', id: target.slice('!subteam^'.length), label: unescaped(label) }
  }
  if (target.startsWith('!date^')) return dateReference(target, unescaped(label))
  if (target.startsWith('!'))
    return { kind: 'broadcast', text: `@${unescaped(label).replace(/^@/, '') || target.slice(1)}` }
  const url = safeUrl(unescaped(target))
  if (url === null) return null
  const shown = label === '' ? unescaped(target).replace(/^mailto:/, '') : unescaped(label)
  return { kind: 'link', url, children: [{ kind: 'text', text: shown }] }
}

function dateReference(target: string, fallback: string): Inline {
  const [, seconds = '', format = '', ...link] = target.split('^')
  const unixSeconds = Number(seconds)
  if (seconds === '' || !Number.isFinite(unixSeconds)) return { kind: 'text', text: fallback }
  return {
    kind: 'date',
    unixSeconds,
    format: unescaped(format),
    url: safeUrl(unescaped(link.join('^'))),
    fallback,
  }
}

/** Addresses that people typed without brackets; the full stop or bracket after one is not part of it. */
function textWithLinks(text: string): Inline[] {
  return text.split(/(https?:\/\/[^\s<>|]+)/).flatMap((part, index): Inline[] => {
    if (index % 2 === 0) return part === '' ? [] : [{ kind: 'text', text: part }]
    const url = part.replace(/[.,;:!?)\]}'"]+$/, '')
    const rest = part.slice(url.length)
    const link: Inline = { kind: 'link', url, children: [{ kind: 'text', text: url }] }
    return rest === '' ? [link] : [link, { kind: 'text', text: rest }]
  })
}

/** The address if a page may link to it, else null: no `javascript:`, no `data:`. */
export function safeUrl(url: string): string | null {
  return /^(?:https?:\/\/|mailto:)\S+$/i.test(url) ? url : null
}

export function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) =>
    name === 'amp' ? '&' : name === 'lt' ? '<' : '>',
  )
}

/** Inside code only links are undone, to their label or address. */
function plainCode(text: string): string {
  return unescaped(
    text.replace(/<(https?:[^|>\n]+)(?:\|([^>\n]+))?>/g, (_, url: string, label?: string) => label ?? url),
  )
}
