import { channel } from '../kernel/outbox/owed-message.ts'
import { isLevelDigest } from '../kernel/outbox/many-at-once.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { RequestStore } from '../requests/deploy-request.ts'
import type { LevelFreeze } from '../freezes/level-freeze.ts'
import { levelNamed, type Level } from '../policy/policy.ts'
import type { MandatoryAction } from '../policy/mandatory-action.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { actionList } from './action-list.ts'
import type { Action, ActionStore } from './action.ts'
import { actionEntry, closed, newestRounds } from './close-action.ts'
import { freezeEvidence } from './freeze-evidence.ts'
import { channelNotices, isChannel, recoveryHelp, statementDraft } from './level-notices.ts'
import type { LevelStart, StartContext } from './level-start.ts'
import type { ActionStores } from './action-world.ts'
import { counted } from '../kernel/counted.ts'

type Stand = Pick<Action, 'subject' | 'thread'>

const BOT = 'budgeteer'

/** More voided requests than this are not counted. */
const MOST_COUNTED = 1_000

/**
 * Begins what a level asks for: its actions with their deadlines, its notifications, and the policy's advice. Actions of
 * the level before end with it, or go on here when this level asks for the same. In the transaction of the transition,
 * after planned deployments were decided again.
 */
export async function startActions(
  stores: ActionStores & { readonly requests: RequestStore },
  start: LevelStart,
  context: StartContext,
): Promise<void> {
  const { transition, service, policy, thread } = start
  const level = levelNamed(policy, transition.to)
  const wanted = level?.actions ?? []
  const open = await openOfLevels(stores.actions, service.name)
  const carried = open.filter(({ name }) => wanted.some((action) => action.name === name))
  await endWithLevel(
    stores,
    open.filter((action) => !carried.includes(action)),
    carried,
    context,
  )
  if (level === undefined) return

  const freeze = level.freeze ? await stores.levelFreezes.current(service.name) : undefined
  const voided = await voidedNow(stores.requests, service.name, context.now)
  // A list of its own for each service of a digest would fill the channel: they share the digest, and are read on demand.
  const subject = start.isDigested && thread !== null ? thread : `actions/${transition.id}`
  const stand = { subject, thread: thread ?? subject }
  const actions = wanted.map((action) => {
    const before = carried.find(({ name }) => name === action.name)
    const mine =
      before === undefined ? begun(action, start, stand, context) : goneOn(before, action, start, stand)
    return proven(mine, level, freeze, voided, context.now)
  })
  await stores.actions.save(actions)
  await stores.audit.append(actions.flatMap((action) => startEntries(action, carried, context.now)))

  const content = isLevelDigest(subject) ? null : actionList(await stores.actions.listedIn(subject), context)
  if (content !== null)
    await stores.outbox.post({ subject, to: channel('announcements', thread), content, at: context.now })
  if (level.freeze && thread !== null && start.isHelped)
    await stores.outbox.owe(recoveryHelp(start, thread, context.now))
  if (thread !== null) await stores.outbox.owe(statementDraft(level, start, thread, context.now))
  const before = await stores.levelNotices.current(service.name)
  if (before !== undefined) await stores.levelNotices.save({ ...before, endedAt: context.now })
  const notices = channelNotices(level, start, before, context)
  await stores.outbox.owe(notices.messages)
  const toldBefore = (before?.told ?? []).filter((address) => !isChannel(address))
  const isForPeople = level.notify.roles.length > 0 || toldBefore.length > 0
  if (isForPeople || notices.told.length > 0)
    await stores.levelNotices.save({
      id: transition.id,
      service: service.name,
      level: level.name,
      at: transition.at,
      remainingRatio: transition.remainingRatio,
      young: start.young,
      toldAt: isForPeople ? null : context.now,
      previousLevel: transition.from,
      announcedBy: thread,
      told: notices.told,
      toldBefore,
      endedAt: null,
    })
}

/** In shadow a level asks nothing of people: what they owed by the level before ends. */
export async function endActions(
  stores: ActionStores,
  service: string,
  context: StartContext,
): Promise<void> {
  await endWithLevel(stores, await openOfLevels(stores.actions, service), [], context)
  const before = await stores.levelNotices.current(service)
  if (before !== undefined)
    await stores.levelNotices.save({ ...before, toldAt: before.toldAt ?? context.now, endedAt: context.now })
}

function begun(
  { name, text, withinMs, owner, escalateTo, repeatsMs, insistMs, proof }: MandatoryAction,
  { transition, service }: LevelStart,
  stand: Stand,
  { now, ids }: StartContext,
): Action {
  return {
    id: ids.next('a'),
    service: service.name,
    level: transition.to,
    incident: null,
    name,
    text,
    owner,
    escalateTo,
    assignee: null,
    startedAt: now,
    dueAt: now + withinMs,
    levelSince: now,
    repeatsMs,
    insistMs,
    proof,
    state: 'open',
    closedAt: null,
    closedBy: null,
    evidence: null,
    remindedAt: null,
    overdueAt: null,
    escalatedAt: null,
    ...stand,
  }
}

/** It keeps its assignee and its reminders; it takes the earlier deadline and this level's words. */
const goneOn = (
  before: Action,
  { text, owner, escalateTo, withinMs, proof, insistMs }: MandatoryAction,
  { transition }: LevelStart,
  stand: Stand,
): Action => ({
  ...before,
  level: transition.to,
  text,
  owner,
  escalateTo,
  proof,
  insistMs,
  dueAt: Math.min(before.dueAt, transition.at + withinMs),
  ...stand,
})

/** Closed at once where the level's own start shows that it is done. */
function proven(
  action: Action,
  level: Level,
  freeze: LevelFreeze | undefined,
  voided: number,
  now: number,
): Action {
  const evidence = (): string | null => {
    switch (action.proof) {
      case 'announcement':
        return 'announced in the channel of this thread'
      case 'cancellation':
        return `${counted(voided, 'planned deployment')} cancelled`
      case 'channels':
        return `told in ${level.notify.channels.join(', ')}`
      case 'incident-commander':
      case 'war-room':
        return freeze === undefined ? null : freezeEvidence(action.proof, freeze)
      case 'notification':
      case 'review':
      case 'postmortem':
      case null:
        return null
    }
  }
  const shown = evidence()
  return shown === null ? action : closed(action, BOT, shown, now)
}

/** Action items outlast any level. */
const openOfLevels = async (
  actions: Pick<ActionStore, 'open'>,
  service: string,
): Promise<readonly Action[]> => (await actions.open(service)).filter(({ incident }) => incident === null)

async function voidedNow(requests: RequestStore, service: string, now: number): Promise<number> {
  const voided = await requests.list({ service, states: ['voided'], limit: MOST_COUNTED })
  return voided.filter(({ decidedAt }) => decidedAt === now).length
}

function startEntries(action: Action, carried: readonly Action[], now: number): readonly NewAuditEntry[] {
  const isCarried = carried.some(({ id }) => id === action.id)
  const started = actionEntry('action_started', action, BOT, now, {
    text: action.text,
    owner: action.owner,
    due: isoTime(action.dueAt),
    carried: isCarried,
  })
  return action.state === 'done'
    ? [started, actionEntry('action_done', action, BOT, now, { evidence: action.evidence })]
    : [started]
}

/** Actions that the next level does not ask for end; the lists that they stood in show what became of each. */
async function endWithLevel(
  stores: ActionStores,
  ending: readonly Action[],
  carried: readonly Action[],
  context: StartContext,
): Promise<void> {
  const { now, ids } = context
  const ended = ending.map((action): Action => ({
    ...action,
    state: 'ended',
    closedAt: now,
    closedBy: BOT,
    evidence: 'the level ended',
  }))
  await stores.actions.save(ended)
  await stores.audit.append(ended.map((action) => actionEntry('action_ended', action, BOT, now, {})))
  for (const subject of new Set([...ended, ...carried].map((action) => action.subject))) {
    if (isLevelDigest(subject)) continue
    const listed = newestRounds(await stores.actions.listedIn(subject)).map((action): Action =>
      action.state === 'open'
        ? {
            ...action,
            state: 'ended',
            closedAt: now,
            closedBy: BOT,
            evidence: 'it goes on at the next level',
          }
        : action,
    )
    const content = actionList(listed, context)
    if (content !== null)
      await stores.outbox.edit({
        subject,
        nonce: ids.next('m'),
        to: channel('announcements'),
        content,
        at: now,
      })
  }
}
