import { say, type Words } from '../kernel/prompt.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { type Actor, actorOf } from '../people/authority.ts'
import { ENFORCING_ROLE, type RoleBook, roleTitle } from '../people/role-book.ts'
import type { ActionWorld } from './action-world.ts'
import type { Action } from './action.ts'
import { actionEntry, closeAction, refreshList } from './close-action.ts'
import { contextOf, directNote, noticeOf } from './remind-actions.ts'

/** Records that an action is done, on the word of its owner, its assignee, or the role that enforces the policy. */
export async function markActionDone(
  world: ActionWorld,
  actionId: string,
  userId: string,
): Promise<ActOutcome<Action>> {
  const actor = await actorOf(world, userId)
  return world.store.transaction(async (stores): Promise<ActOutcome<Action>> => {
    const action = await stores.actions.byId(actionId)
    const refusal = refusalOf(action, actor, world.roleBook())
    if (action === undefined || refusal !== null) return refused(refusal ?? GONE)
    if (action.proof !== null) return refused(shownBy(action))
    return {
      kind: 'done',
      thing: await closeAction(stores, action, userId, null, contextOf(world)),
    }
  })
}

/** Why somebody may not act on an action; null when they may. Before a form is opened for it. */
export async function actionRefusal(
  world: ActionWorld,
  actionId: string,
  userId: string,
): Promise<string | null> {
  const actor = await actorOf(world, userId)
  return refusalOf(await world.store.actions.byId(actionId), actor, world.roleBook())
}

/** What closes an action that the bot can see: nobody's word does. */
function shownBy({ proof, service }: Action): Words {
  switch (proof) {
    case 'incident-commander':
      return say`Name the commander, and this is done: ${{ kind: 'set-commander', service }}`
    case 'war-room':
      return say`Link the war room, and this is done: ${{ kind: 'set-war-room', service }}`
    case 'review':
      return 'Link the notes of the review, and this is done: its button asks for them.'
    case 'postmortem':
      return say`File the postmortem, and this is done: ${{ kind: 'write-postmortem', service }}`
    default:
      return 'Budgeteer does this itself, and closes it when it has.'
  }
}

/** Hands an action to a person, who gets a message. */
export async function reassignAction(
  world: ActionWorld,
  actionId: string,
  assigneeId: string,
  userId: string,
): Promise<ActOutcome<Action>> {
  const actor = await actorOf(world, userId)
  const assignee = await actorOf(world, assigneeId)
  return world.store.transaction(async (stores): Promise<ActOutcome<Action>> => {
    const before = await stores.actions.byId(actionId)
    const refusal = refusalOf(before, actor, world.roleBook())
    if (before === undefined || refusal !== null) return refused(refusal ?? GONE)
    if (assignee.doubt !== null)
      return refused('Only a full member of this workspace can take an action over.')
    const action: Action = { ...before, assignee: { userId: assigneeId, name: assignee.name } }
    const context = contextOf(world)
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

export const GONE = 'This action no longer exists.'

export function refusalOf(action: Action | undefined, actor: Actor, book: RoleBook): string | null {
  if (actor.doubt !== null) return actor.doubt
  if (action === undefined) return GONE
  if (action.state === 'done') return 'This action is done already.'
  if (action.state === 'ended') return 'This action ended with its level.'
  if (action.assignee?.userId === actor.userId) return null
  const asked = [
    action.owner,
    action.escalatedAt === null ? null : action.escalateTo,
    ENFORCING_ROLE,
  ].flatMap((role) => role ?? [])
  const held = actor.rolesFor(action.service)
  if (asked.some((role) => held.has(role))) return null
  const titles = [...new Set(asked)].map((role) => roleTitle(role, book))
  const doubt = actor.doubtFor(action.service)
  return doubt ?? `Only ${titles.join(', ')}, or its assignee, may do this.`
}
