import { type Address, channel } from '../kernel/outbox/owed-message.ts'
import { isLevelDigest } from '../kernel/outbox/many-at-once.ts'
import type { AuditKind, Json, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { actionList, type ActionContext } from './action-list.ts'
import type { Action } from './action.ts'
import { nextRoundAt } from './due-actions.ts'
import type { ActionStores } from './action-world.ts'

export const closed = (action: Action, by: string, evidence: string | null, now: number): Action => ({
  ...action,
  state: 'done',
  closedAt: now,
  closedBy: by,
  evidence,
})

export const actionEntry = (
  kind: AuditKind,
  action: Action,
  actor: string,
  at: number,
  data: { readonly [fact: string]: Json },
): NewAuditEntry => ({
  at,
  kind,
  actor,
  service: action.service,
  data: {
    action: action.id,
    name: action.name,
    level: action.level,
    ...(action.incident && { incident: action.incident.id }),
    ...data,
  },
})

/** Where the list of an action stands, and what is said of it. */
export const channelOf = ({ incident }: Pick<Action, 'incident'>): Address =>
  channel(incident === null ? 'announcements' : 'incidents')

/** Records that an action is done. A repeating one begins its next round; the list in the thread shows both. */
export async function closeAction(
  stores: Pick<ActionStores, 'actions' | 'audit' | 'outbox'>,
  action: Action,
  by: string,
  evidence: string | null,
  context: ActionContext & { readonly ids: Ids },
): Promise<Action> {
  const { now, ids } = context
  const done = closed(action, by, evidence, now)
  await stores.actions.save([done])
  await stores.audit.append([
    actionEntry('action_done', done, by, now, { evidence, late: done.overdueAt !== null }),
  ])
  if (action.repeatsMs !== null) {
    const next = round(action, action.repeatsMs, now, ids.next('a'))
    await stores.actions.save([next])
    await stores.audit.append([
      actionEntry('action_started', next, 'budgeteer', now, { text: next.text, owner: next.owner }),
    ])
  }
  await refreshList(stores, action.subject, context)
  return done
}

const round = (action: Action, repeatsMs: number, now: number, id: string): Action => ({
  ...action,
  id,
  startedAt: now,
  dueAt: nextRoundAt(action, repeatsMs, now),
  state: 'open',
  closedAt: null,
  closedBy: null,
  evidence: null,
  remindedAt: null,
  overdueAt: null,
  escalatedAt: null,
})

/** Owes the current list that an action stands in; a digest has none. */
export async function refreshList(
  stores: Pick<ActionStores, 'actions' | 'outbox'>,
  subject: string,
  context: ActionContext & { readonly ids: Ids },
): Promise<void> {
  if (isLevelDigest(subject)) return
  const listed = newestRounds(await stores.actions.listedIn(subject))
  const [first] = listed
  const content = actionList(listed, context)
  if (first !== undefined && content !== null)
    await stores.outbox.edit({
      subject,
      nonce: context.ids.next('m'),
      to: channelOf(first),
      content,
      at: context.now,
    })
}

/** The newest round of an action stands for all. */
export function newestRounds(actions: readonly Action[]): readonly Action[] {
  const newest = new Map<string, Action>()
  for (const action of actions) {
    const known = newest.get(action.name)
    if (known === undefined || action.startedAt >= known.startedAt) newest.set(action.name, action)
  }
  return [...newest.values()]
}
