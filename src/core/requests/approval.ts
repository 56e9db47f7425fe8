import { listInWords } from '../kernel/list-in-words.ts'
import type { Words } from '../kernel/prompt.ts'
import type { FreezeFacts } from '../freezes/freeze-facts.ts'
import { type RoleBook, roleTitle } from '../people/role-book.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { Decision } from '../policy/decision.ts'
import { openSeats } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import { judged, type Judged, peopleAtClick } from './judge.ts'

/** One person's click on a request: who, with which roles, when, on which request. */
export interface Click {
  readonly request: DeployRequest
  /** Its newest grant. */
  readonly grant: Grant | undefined
  readonly userId: string
  readonly name: string
  readonly roles: ReadonlySet<string>
  readonly status: Status | undefined
  readonly freezeFacts: FreezeFacts
  readonly now: number
}

/** What decides a click, beside the click itself. */
export interface Rules {
  readonly catalog: CurrentCatalog
  readonly roleBook: () => RoleBook
}

/**
 * A request with one person's approval, decided again; or why that approval would not count. `textChanges` is how many
 * changes of its texts they were shown; left out, all.
 */
export function withApproval(
  rules: Rules,
  { request, userId, name, roles, status, freezeFacts, now }: Omit<Click, 'grant'>,
  textChanges?: number,
): Words | (Judged & { readonly approved: DeployRequest }) {
  if (request.requestedBy === userId) return 'Nobody approves their own request.'
  if (textChanges !== undefined && textChanges < request.textChanges.length)
    return 'A text of this request was changed after what you clicked was shown. Read it as it is now, then approve.'
  if (request.approvals.some((approval) => approval.userId === userId))
    return 'You have approved this already; it still waits for others.'
  const approvals = [...request.approvals, { userId, at: now, roles: [...roles], name }]
  const approved = { ...request, approvals, waitingSince: now, remindedAt: null }
  const before = judgedNow(rules, request, status, freezeFacts, now)
  const after = judgedNow(rules, approved, status, freezeFacts, now)
  if (before === undefined || after === undefined) return NOT_CONFIGURED
  if (after.decision.decision === 'blocked') return after.decision.explanation
  return seated(after.decision) === seated(before.decision)
    ? noSeatFor(roles, before.decision.seats, rules.roleBook())
    : { ...after, approved }
}

export const judgedNow = (
  { catalog }: Pick<Rules, 'catalog'>,
  request: DeployRequest,
  status: Status | undefined,
  freezeFacts: FreezeFacts,
  now: number,
): Judged | undefined =>
  judged(request, { catalog: catalog(), status, freezeFacts, now, people: peopleAtClick(request) })

export const NOT_CONFIGURED =
  'This service or change type is no longer configured, so nothing can be decided about it.'

const seated = ({ seats }: Decision): number => seats.reduce((sum, { filledBy }) => sum + filledBy.length, 0)

/** Why somebody with these roles fills none of the seats. */
export function noSeatFor(roles: ReadonlySet<string>, seats: Decision['seats'], book: RoleBook): string {
  const open = openSeats(seats).map(({ role }) => roleTitle(role, book))
  if (open.length === 0) return 'Every seat of this request is filled already.'
  const held =
    roles.size === 0 ? 'none of its roles' : listInWords([...roles].map((role) => roleTitle(role, book)))
  return `The open seats are for ${listInWords(open)}; you hold ${held} for this service.`
}
