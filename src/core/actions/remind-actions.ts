import { roleTitle, holdersOf } from '../people/role-book.ts'
import { say, type Words } from '../kernel/prompt.ts'
import { person, post, reply, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { levelNamed } from '../policy/policy.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { ActionContext } from './action-list.ts'
import type { Action, LevelNotice } from './action.ts'
import { actionEntry, channelOf, closeAction, refreshList } from './close-action.ts'
import { dueAct, type DueAct } from './due-actions.ts'
import { personalNotices, peopleOf } from './level-notices.ts'
import type { ActionNotice } from './messages.ts'
import { askedOf, ownerFacts } from './people.ts'
import type { ActionStores, ActionWorld } from './action-world.ts'

type Context = ActionContext & { readonly ids: Ids }

export const contextOf = (world: ActionWorld): Context => ({
  catalog: world.catalog(),
  roleBook: world.roleBook(),
  ids: world.ids,
  now: world.clock.now(),
})

/**
 * Notifies people of a level, reminds of actions, finds the late ones, and hands them to the next role: each once,
 * however long the bot was off. The members of groups are looked up first; while the directory does not answer, messages
 * that need them wait.
 */
export async function followActions(world: ActionWorld): Promise<void> {
  const [open, untold] = [await world.store.actions.open(), await world.store.levelNotices.untold()]
  const due = open.flatMap((action) => dueOf(world, action) ?? [])
  if (due.length === 0 && untold.length === 0) return
  const members = await membersFor(world, due, untold)
  await world.store.transaction(async (stores) => {
    await tellPeople(world, stores, untold, members)
    await remind(world, stores, due, members)
  })
}

function dueOf(world: ActionWorld, action: Action): DueAct | null {
  const policy = governed(world.catalog(), action.service)?.policy
  return dueAct(action, policy?.actionTimes, world.clock.now())
}

/** Members by group; null when the directory does not answer. */
type Members = ReadonlyMap<string, readonly string[]> | null

async function membersFor(
  world: ActionWorld,
  due: readonly DueAct[],
  untold: readonly LevelNotice[],
): Promise<Members> {
  const book = world.roleBook()
  const roles = [
    ...due.flatMap(({ action }) => rolesOfAct(action).map((role) => ({ role, service: action.service }))),
    ...untold.flatMap(({ service, level }) => {
      const policy = governed(world.catalog(), service)?.policy
      return ((policy && levelNamed(policy, level))?.notify.roles ?? []).map((role) => ({ role, service }))
    }),
  ]
  const groups = new Set(roles.flatMap(({ role, service }) => holdersOf(book, role, service).groups))
  if (groups.size === 0) return new Map()
  const found = await world.directory.members([...groups])
  if (found === null) return null
  // Groups may still list guests, bots and people who left; they get no messages.
  const identities = await world.directory.identify([...new Set([...found.values()].flat())])
  const counts = (userId: string): boolean => {
    const identity = identities.get(userId)
    return identity?.known !== true || identity.barred === ''
  }
  return new Map([...found].map(([group, userIds]) => [group, userIds.filter(counts)]))
}

const rolesOfAct = ({ owner, escalateTo }: Action): readonly string[] =>
  [owner, escalateTo].flatMap((role) => role ?? [])

async function tellPeople(
  world: ActionWorld,
  stores: ActionStores,
  untold: readonly LevelNotice[],
  members: Members,
): Promise<void> {
  if (members === null) return
  const context = contextOf(world)
  const waiting = new Set((await stores.levelNotices.untold()).map(({ id }) => id))
  for (const notice of untold) {
    if (!waiting.has(notice.id)) continue
    const { messages, told, evidence } = personalNotices(
      notice,
      members,
      world.mailLists ?? new Map(),
      context,
    )
    await stores.levelNotices.save({ ...notice, told: [...notice.told, ...told], toldAt: context.now })
    await stores.outbox.owe(messages)
    // Without people the action stays open, and is found late like any other.
    if (told.length === 0) continue
    for (const action of await stores.actions.open(notice.service))
      if (action.proof === 'notification' && action.level === notice.level)
        await closeAction(stores, action, 'budgeteer', evidence, context)
  }
}

async function remind(
  world: ActionWorld,
  stores: ActionStores,
  due: readonly DueAct[],
  members: Members,
): Promise<void> {
  const context = contextOf(world)
  const { now, roleBook } = context
  const said: DueAct[] = []
  for (const act of due) {
    // While the directory was asked, the action may have been done, or the level may have changed.
    const current = await stores.actions.byId(act.action.id)
    if (current?.state !== 'open' || current.subject !== act.action.subject) continue
    if (act.event === 'escalated' && members === null) continue
    const action: Action = {
      ...current,
      remindedAt: now,
      overdueAt: act.becomesOverdue ? now : current.overdueAt,
      escalatedAt: act.event === 'escalated' ? now : current.escalatedAt,
    }
    await stores.actions.save([action])
    const facts = {
      due: isoTime(action.dueAt),
      owner: action.owner,
      assignee: action.assignee?.userId ?? null,
    }
    if (act.becomesOverdue)
      await stores.audit.append([actionEntry('action_overdue', action, 'budgeteer', now, facts)])
    if (act.event === 'escalated')
      await stores.audit.append([
        actionEntry('action_escalated', action, 'budgeteer', now, { ...facts, to: action.escalateTo }),
      ])
    said.push({ ...act, action })
  }

  await stores.outbox.owe(threadNotes(said, context))
  await stores.outbox.owe(said.flatMap((act) => directNotes(act, members, context)))
  for (const subject of new Set(said.map(({ action }) => action.subject)))
    await refreshList(stores, subject, { ...context, roleBook })
}

/** One reply for each thread and event, with all the actions that it is about. */
function threadNotes(said: readonly DueAct[], context: Context): readonly OwedMessage[] {
  const groups = new Map<string, DueAct[]>()
  for (const act of said) {
    const key = `${act.action.thread} ${act.event}`
    groups.set(key, [...(groups.get(key) ?? []), act])
  }
  return [...groups.values()].flatMap((acts): OwedMessage[] => {
    const [first] = acts
    if (first === undefined) return []
    const { thread } = first.action
    return [
      reply({
        id: `${thread}/${first.event}/${context.ids.next('m')}`,
        thread,
        to: channelOf(first.action),
        content: noticeOf(acts, first.event, context),
        at: context.now,
        urgency: 'routine',
        topic: `${thread}/${first.event}/${acts.map(({ action }) => action.id).join()}`,
      }),
    ]
  })
}

/** An overdue action goes to its assignee; an escalated one to everybody in the next role. */
function directNotes(act: DueAct, members: Members, context: Context): readonly OwedMessage[] {
  const { action, event } = act
  const people =
    event === 'escalated' && action.escalateTo !== null
      ? peopleOf(action.escalateTo, action.service, context.roleBook, members ?? new Map())
      : event === 'overdue' && action.assignee !== null
        ? [action.assignee.userId]
        : []
  return people.map((userId) => directNote(action.id, userId, noticeOf([act], event, context), context))
}

export function directNote(
  actionId: string,
  userId: string,
  content: ActionNotice,
  { now, ids }: Pick<Context, 'now' | 'ids'>,
): OwedMessage {
  const subject = `action/${actionId}/${content.event}/${userId}/${ids.next('m')}`
  return post({ subject, to: person(userId), content, at: now, topic: `action/${actionId}/${content.event}` })
}

export function noticeOf(
  acts: readonly { readonly action: Action; readonly isLate: boolean }[],
  event: ActionNotice['event'],
  { catalog, roleBook, now }: ActionContext,
): ActionNotice {
  const [first] = acts
  const found = governed(catalog, first?.action.service ?? '')
  return {
    kind: 'action-notice',
    event,
    serviceTitle: titleOf(catalog, first?.action.service ?? ''),
    serviceCount: new Set(acts.map(({ action }) => action.service)).size,
    level: first?.action.level ?? '',
    incident: first?.action.incident?.what ?? null,
    timeZone: found?.policy.timeZone ?? 'UTC',
    at: isoTime(now),
    late: acts.some(({ isLate }) => isLate),
    items: acts.map(({ action }) => ({
      serviceTitle: titleOf(catalog, action.service),
      text: action.text,
      owner: ownerFacts(action, roleBook) ?? { role: roleTitle('sre', roleBook), people: [] },
      dueAt: isoTime(action.dueAt),
      escalatedTo:
        event === 'escalated' && action.escalateTo !== null
          ? askedOf(roleBook, action.escalateTo, action.service)
          : null,
      how: howOf(action),
    })),
  }
}

const titleOf = (catalog: Catalog, service: string): string => catalog.services.get(service)?.title ?? service

function howOf({ proof, service }: Action): Words | null {
  if (proof === 'incident-commander') return say`${{ kind: 'set-commander', service }}`
  return proof === 'war-room' ? say`${{ kind: 'set-war-room', service }}` : null
}
