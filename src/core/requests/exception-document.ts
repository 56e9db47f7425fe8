import { markdownLine } from '../kernel/markdown-line.ts'
import type { DecidedSeat } from '../policy/decision.ts'
import type { DeployRequest } from './deploy-request.ts'
import { type RoleBook, roleTitle } from '../people/role-book.ts'

/**
 * The policy's exception request template, filled in: Markdown with a tick for each approval that was given. Null for a
 * request that is no exception. `changeTitle` stands where the requester wrote no summary.
 */
export function exceptionDocument(
  request: DeployRequest,
  { changeTitle, roleBook }: { readonly changeTitle: string; readonly roleBook: RoleBook },
): string | null {
  const { way, wayRecord, service, revision, summary, decision } = request
  if (way !== 'exception' || wayRecord === null) return null
  const written = (name: string): string => wayRecord.documents.get(name) ?? ''
  const what = oneLine(summary) === '' ? changeTitle : oneLine(summary)
  return [
    '## Freeze Exception Request',
    '',
    `**Requester**: @${markdownLine(wayRecord.requesterName)}`,
    `**Service**: ${markdownLine(service)}`,
    `**Change**: Deploy ${markdownLine(revision)} (${markdownLine(what)})`,
    '',
    '**Business Justification**:',
    ...listOf(written('justification')),
    '',
    '**Risk Assessment**:',
    `- Change complexity: ${markdownLine(written('complexity'))}`,
    `- Blast radius: ${markdownLine(written('blast-radius'))}`,
    `- Rollback time: ${markdownLine(written('rollback-time'))}`,
    '',
    '**Mitigation Plan**:',
    ...listOf(written('mitigation')),
    '',
    '**Approvals**:',
    ...decision.seats.flatMap((seat) => approvalLines(seat, request, roleBook)),
    '',
  ].join('\n')
}

/** One line for each person that the seat wants. */
function approvalLines(
  { role, count, filledBy }: DecidedSeat,
  { approvals }: DeployRequest,
  roleBook: RoleBook,
): string[] {
  const title = markdownLine(roleTitle(role, roleBook))
  return Array.from({ length: count }, (_, chair) => {
    const userId = filledBy[chair]
    if (userId === undefined) return `- [ ] ${title}:`
    const name = approvals.find((approval) => approval.userId === userId)?.name ?? userId
    return `- [x] ${title}: @${markdownLine(name)}`
  })
}

/** Every line of a text as an item, whether or not it was written as one. */
const listOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/^(?:[-*•]|\d+[.)])\s+/, ''))
    .filter((line) => line !== '')
    .map((line) => `- ${markdownLine(line)}`)

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
