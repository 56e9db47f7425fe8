import { REASON_CODES } from '../../src/core/policy/decision.ts'

const REASONS = REASON_CODES.filter((code) => code.includes('_'))

/** Sentences of a text of mrkdwn: without what may be copied, and without mentions and addresses. */
const sentences = (text: string): string =>
  text
    .replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '')
    .replaceAll(/<[@#!][^<>\s]+>|<!date[^<>]*>|<https?:[^<>|]*(?:\|([^<>]*))?>/g, '$1')
    .replaceAll(/https?:\S+/g, '')

/**
 * What people should not have to read, as found in a text of mrkdwn: names that have titles, reason codes, a mention that
 * is none, a plural of one, a word said twice, and PromQL. What stands as code may be copied, and is left out.
 */
export function codesShown(text: string, names: readonly string[] = []): string[] {
  const read = sentences(text)
  const found = [...names, ...REASONS, 'no_data', 'data_stopped', 'no_traffic', 'needs-approval'].filter(
    (name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(read),
  )
  const faults = [
    /\brisk risk\b/i,
    /(?<![\w.:/-])1 (?!is\b|was\b|has\b|times\b|status\b)[a-z]+(?<!s)s\b/,
    /&lt;[@#!]|<[@#!]|\bU0[A-Z0-9]{7,}/,
    /\b(?:sum|rate|increase|avg|count_over_time)(?: by \([^)]*\))?\(|\[\d+[smhdw]\]/,
  ]
  return [...found, ...faults.flatMap((fault) => fault.exec(read)?.[0] ?? [])]
}
