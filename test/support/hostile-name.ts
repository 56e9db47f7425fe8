import { type Block, type Inline, parseMrkdwn } from '../../demo/page/mrkdwn.ts'

/** A name as nobody should have one. */
export const HOSTILE =
  '*evil* _evil_ ~evil~ `evil` ```evil``` :evil: *evil :evil_x: <!channel> <@U0123456789> <https://evil.example|evil> @here @channel\nevil\u2028evil \u202Elive\u2066'

/** What came alive in a text: a headline may be bold, and a journey in italics, but as a whole. */
export function alive(text: string): string[] {
  const ofInline = (inline: Inline): string[] => {
    switch (inline.kind) {
      case 'code':
        return inline.text === 'evil' ? ['code'] : []
      case 'emoji':
        return inline.name.includes('evil') ? ['emoji'] : []
      case 'broadcast':
        return ['broadcast']
      case 'bold':
      case 'italic':
      case 'strike':
      case 'link': {
        const [only, ...others] = inline.children
        const isNoMore = others.length === 0 && only?.kind === 'text' && only.text === 'evil'
        return [...(isNoMore ? [inline.kind] : []), ...inline.children.flatMap(ofInline)]
      }
      default:
        return []
    }
  }
  const ofBlock = (block: Block): string[] => {
    if (block.kind === 'pre') return ['pre']
    const lines = block.kind === 'list' ? block.items : block.lines
    return lines.flat().flatMap(ofInline)
  }
  return [
    ...parseMrkdwn(text).flatMap(ofBlock),
    ...(/[\u2028\u202A-\u202E\u2066-\u2069]/u.test(text) ? ['direction'] : []),
    ...(/@(here|channel)/.test(text) ? ['at'] : []),
    ...(/^(evil|live)/m.test(text) ? ['line'] : []),
  ]
}

/** Texts of blocks that are read as mrkdwn. */
export function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn)
  if (typeof value !== 'object' || value === null) return []
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)]
  return Object.values(value).flatMap(mrkdwnIn)
}
