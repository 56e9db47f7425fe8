import type { ActOutcome } from '../kernel/act-outcome.ts'
import { doubtAbout, type Identity, type RoleBook, rolesOf } from '../people/directory.ts'
import { roleTitle } from '../requests/notices.ts'
import type { Action } from './action.ts'
import { actionEntry, closeAction, refreshList } from './close-action.ts'
import { contextOf, directNote, type ActionDeps, nameOf, noticeOf } from './remind-actions.ts'

/** The role that may close and hand on every action: it enforces the policy. */
export const ENFORCING_ROLE = 'sre'

/** Records that an action is done, on the word of whoever owes it, was handed it, or enforces the policy. */
export async function markActionDone(
  deps: ActionDeps,
  actionId: string,
  userId: string,
): Promise<ActOutcome<Action>> {
  const identity = (await deps.directory.identify([userId])).get(userId)
  return deps.store.transaction(async (stores): Promise<ActOutcome<Action>> => {
    const action = await stores.actions.byId(actionId)
    const refusal = refusalFor(action, identity, deps.roleBook())
    if (action === undefined || refusal !== null) return refused(refusal ?? GONE)
    return {
      kind: 'done',
      thing: await closeAction(stores, action, userId, null, contextOf(deps)),
    }
  })
}

/** Hands an action to a person, who is told. */
export async function reassignAction(
  deps: ActionDeps,
  actionId: string,
  assigneeId: string,
  userId: string,
): Promise<ActOutcome<Action>> {
  const identity = (await deps.directory.identify([userId])).get(userId)
  const named = await nameOf(deps.directory, assigneeId)
  return deps.store.transaction(async (stores): Promise<ActOutcome<Action>> => {
    const before = await stores.actions.byId(actionId)
    const refusal = refusalFor(before, identity, deps.roleBook())
    if (before === undefined || refusal !== null) return refused(refusal ?? GONE)
    if ('doubt' in named) return refused('Only a full member of this workspace can take an action over.')
    const action: Action = { ...before, assignee: { userId: assigneeId, name: named.name } }
    const context = contextOf(deps)
    await stores.actions.save([action])
    await stores.audit.append([
      actionEntry('action_reassigned', action, userId, context.now, {
        from: before.assignee?.userId ?? before.owner,
        to: assigneeId,
      }),
    ])
    const content = noticeOf([{ action, isLate: false }], 'reassigned', context)
    await stores.outbox.owe([directNote(action.id, assigneeId, content, context)])
    await refreshList(stores, action.subject, context)
    return { kind: 'done', thing: action }
  })
}

const GONE = 'There is no such action any more.'

function refusalFor(
  action: Action | undefined,
  identity: Identity | undefined,
  book: RoleBook,
): string | null {
  const doubt = doubtAbout(identity)
  if (doubt !== null || identity === undefined) return doubt
  if (action === undefined) return GONE
  if (action.state === 'done') return 'This action is done already.'
  if (action.state === 'ended') return 'This action ended with its level.'
  if (action.assignee?.userId === identity.userId) return null
  const asked = [
    action.owner,
    action.escalatedAt === null ? null : action.escalateTo,
    ENFORCING_ROLE,
  ].flatMap((role) => role ?? [])
  const held = rolesOf(identity, action.service, book)
  if (asked.some((role) => held.has(role))) return null
  const titles = [...new Set(asked)].map((role) => roleTitle(role, book))
  return `Only ${titles.join(', ')}, or whoever it was handed to, may do this.`
}

const refused = (message: string): { readonly kind: 'refused'; readonly message: string } => ({
  kind: 'refused',
  message,
})
