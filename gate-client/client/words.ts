import { type Ending, ENDING_OF, ENDINGS } from '../description/exit-codes.ts'
import type { EnforcedReply, GateReply } from './reply.ts'

/**
 * Text from outside as a log shows it, on one line: no control characters, none that turn the direction of writing, and no
 * `##[`, which GitHub and Azure take for a command.
 */
export const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/##\[/g, '# #[')

/** `Denied (exit 3): why` */
export const lastLine = (ending: Ending, why: string, mark = ''): string =>
  plain(`${ENDINGS[ending].title}${mark} (exit ${ENDINGS[ending].code}): ${why}`)

export const endingOf = ({ allowed, decision }: EnforcedReply): Ending =>
  allowed ? 'allowed' : decision === 'approved' ? 'denied' : ENDING_OF[decision]

/** The verdict in one line: what it is, in which mode it was asked for, and why. */
export function verdictLine(reply: GateReply, isDryRun: boolean): string {
  const { wouldHave } = reply
  const isShadow = wouldHave !== undefined
  const marks = [...(isShadow ? ['shadow'] : []), ...(isDryRun ? ['dry run'] : [])]
  const why = isShadow
    ? `enforced, it would be ${ENDINGS[endingOf(wouldHave)].meaning}: ${wouldHave.explanation}`
    : reply.explanation
  return lastLine(endingOf(reply), why, marks.map((mark) => `, ${mark}`).join(''))
}

/** What the verdict rests on, a line each: in shadow, what that of enforcement would rest on. */
export function reasonLines(reply: GateReply): readonly string[] {
  try {
    return linesOf(reply)
  } catch {
    // A later bot may tell of these in another form; its verdict stands all the same.
    return []
  }
}

function linesOf(reply: GateReply): readonly string[] {
  const enforced: EnforcedReply = reply.wouldHave ?? reply
  const { reasons = [], seats = [], requires = [], rule, policy, level } = enforced
  const { titles = {}, budget, requestId, grantId, expiresAt } = enforced
  const left = budget?.remainingText ?? ''
  const open = seats
    .filter(({ count, filledBy }) => filledBy.length < count)
    .map(({ role, count, filledBy }) => `${count - filledBy.length} × ${titleOf(role, titles)}`)
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['reason', reasons.map((reason) => reason.replace(/_/g, ' ')).join(', ')],
    ['policy', rule && `${rule}${policy ? ` (${policy.name} ${policy.version})` : ''}`],
    ['level', level && `${level}${left === '' ? '' : `, budget left ${left}`}`],
    ['open seats', open.join(', ')],
    ['still needed', requires.map((name) => withTitle(name, titles)).join(', ')],
    ['request', requestId],
    ['grant', grantId && `${grantId}${expiresAt ? `, until ${expiresAt}` : ''}`],
    ['on record', recordOf(reply)],
  ]
  return rows.flatMap(([name, value]) => (value ? [plain(`  ${name.padEnd(12)}  ${value}`)] : []))
}

/** `812:3fa9…`, as `audit verify --expect` takes it. */
export const recordOf = ({ audit }: GateReply): string =>
  audit === undefined ? '' : `${audit.seq}:${audit.hash}`

/** What people call a role or a requirement. */
export const titleOf = (name: string, titles: Readonly<Record<string, string>>): string =>
  (Object.hasOwn(titles, name) ? titles[name] : undefined) ?? name

/** A requirement with the name by which `--confirm` takes it. */
function withTitle(name: string, titles: Readonly<Record<string, string>>): string {
  const title = titleOf(name, titles)
  return title === name ? name : `${title} [${name}]`
}
