import type { Action } from '../actions/action.ts'
import { actionList } from '../actions/action-list.ts'
import type { ActionStores } from '../actions/action-world.ts'
import { actionEntry, channelOf, refreshList } from '../actions/close-action.ts'
import { directNote, noticeOf } from '../actions/remind-actions.ts'
import { startOfDate } from '../calendar/day.ts'
import type { Refused } from '../kernel/act-outcome.ts'
import { say, type Words } from '../kernel/prompt.ts'
import { LIMITS } from '../kernel/text-limits.ts'
import { DAY_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { Incident, IncidentStore } from '../incidents/incident.ts'
import { threadOf } from '../incidents/tell-incident.ts'
import { actorOf } from '../people/authority.ts'
import { SERVICE_OWNER } from '../people/role-book.ts'
import { governed } from '../policy/catalog.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { StatusStore } from '../policy/status.ts'
import { type Moment, momentOf, type World } from '../policy/world.ts'

/** What action items are written to. */
export interface ItemStores extends ActionStores {
  readonly incidents: Pick<IncidentStore, 'byId'>
  readonly statuses: Pick<StatusStore, 'of'>
}

export type ItemWorld = World<ItemStores, 'incidents' | 'actions'>

/** More of one incident are no priorities, and do not fit into one message. */
export const MOST_ITEMS = 20
const FURTHEST_MS = 366 * DAY_MS

export interface ItemsInput {
  readonly incident: string
  /** One item a line; empty lines count for nothing. */
  readonly text: string
  /** A user id; null leaves them to the service's owner. */
  readonly ownerId: string | null
  /** The day by whose end they are due, on the clock of the service's policy: `2026-11-24`. */
  readonly dueOn: string
  /** From Slack's signed payload. */
  readonly userId: string
}

/** What of the input is wrong. */
type Part = 'items' | 'owner' | 'due'

export type ItemsOutcome =
  { readonly kind: 'done'; readonly thing: readonly Action[] } | (Refused & { readonly about: Part })

const refused = (message: Words, about: Part = 'items'): ItemsOutcome => ({ kind: 'refused', message, about })

/** Subject of the message that lists the action items of an incident. */
export const itemsSubject = (incidentId: string): string => `action-items/${incidentId}`

/**
 * Puts down what is to be done after an incident. Any full member of the workspace may, as with filing a postmortem. The items are
 * tracked like other actions: listed in the incident's thread, reminded of, and found late.
 */
export async function addActionItems(world: ItemWorld, input: ItemsInput): Promise<ItemsOutcome> {
  const { userId, ownerId } = input
  const now = world.clock.now()
  const { doubt } = await actorOf(world, userId)
  if (doubt !== null) return refused(doubt)
  const owner = ownerId === null ? null : await actorOf(world, ownerId)
  if (owner !== null && owner.doubt !== null)
    return refused('The owner of an action is a full member of this workspace.', 'owner')
  const assignee = owner && { userId: owner.userId, name: owner.name }
  const texts = linesOf(input.text)
  const wrong = textProblem(texts)
  if (wrong !== null) return refused(wrong)

  return world.store.transaction(async (stores): Promise<ItemsOutcome> => {
    const context = momentOf(world, now)
    const incident = await stores.incidents.byId(input.incident)
    if (incident === undefined || incident.mergedInto !== null)
      return refused(goneWords(input.incident, incident))
    if (assignee === null && !context.catalog.services.has(incident.service))
      return refused(
        `The service ${incident.service} is no longer configured: choose who owns the items.`,
        'owner',
      )
    const dueAt = dueOf(input.dueOn, incident.service, context)
    if (typeof dueAt === 'string') return refused(dueAt, 'due')
    const subject = itemsSubject(incident.id)
    const listed = await stores.actions.listedIn(subject)
    const twice = texts.find((text) => listed.some((item) => item.state === 'open' && item.text === text))
    if (twice !== undefined) return refused(`This is on the list already: ${twice}`)
    if (listed.length + texts.length > MOST_ITEMS)
      return refused(`An incident takes ${MOST_ITEMS} action items: it has ${listed.length}.`)

    const level = (await stores.statuses.of(incident.service))?.level ?? UNKNOWN_LEVEL
    const items = texts.map((text): Action => ({
      ...BLANK,
      id: world.ids.next('a'),
      service: incident.service,
      level,
      incident: { id: incident.id, what: incident.what },
      name: text,
      text,
      owner: SERVICE_OWNER,
      assignee,
      startedAt: now,
      levelSince: now,
      dueAt,
      subject,
      thread: threadOf(incident),
    }))
    await keep(stores, items, listed.length === 0, userId, context)
    return { kind: 'done', thing: items }
  })
}

/** What an item is not: it repeats at no time, insists on nothing, and is done on somebody's word. */
const BLANK = {
  escalateTo: null,
  repeatsMs: null,
  insistMs: null,
  proof: null,
  state: 'open',
  closedAt: null,
  closedBy: null,
  evidence: null,
  remindedAt: null,
  overdueAt: null,
  escalatedAt: null,
} as const satisfies Partial<Action>

async function keep(
  stores: ItemStores,
  items: readonly Action[],
  isFirst: boolean,
  by: string,
  context: Moment,
): Promise<void> {
  const { now } = context
  const [first] = items
  if (first === undefined) return
  await stores.actions.save(items)
  await stores.audit.append(
    items.map((item) =>
      actionEntry('action_started', item, by, now, {
        text: item.text,
        owner: item.assignee?.userId ?? item.owner,
        due: isoTime(item.dueAt),
      }),
    ),
  )
  const content = isFirst ? actionList(items, context) : null
  if (content === null) await refreshList(stores, first.subject, context)
  else {
    const to = { ...channelOf(first), thread: first.thread }
    await stores.outbox.post({ subject: first.subject, to, content, at: now })
  }
  if (first.assignee === null || first.assignee.userId === by) return
  const told = noticeOf(
    items.map((action) => ({ action, isLate: false })),
    'reassigned',
    context,
  )
  await stores.outbox.owe([directNote(first.id, first.assignee.userId, told, context)])
}

const linesOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim().replace(/^(?:[-*•]|\d+[.)])\s+/, ''))
      .filter((line) => line !== ''),
  ),
]

function textProblem(texts: readonly string[]): string | null {
  if (texts.length === 0) return 'Write what is to be done, one item a line.'
  const long = texts.find((text) => text.length > LIMITS.action)
  return long === undefined ? null : `An action takes 1 to ${LIMITS.action} characters: ${long.slice(0, 40)}…`
}

/** The last minute of the day; what is wrong with it as a text. */
function dueOf(day: string, service: string, { catalog, now }: Moment): number | string {
  const timeZone = governed(catalog, service)?.policy.timeZone ?? 'UTC'
  const over = startOfDate(day, timeZone, 1)
  if (over === undefined) return 'Choose the day by which it is to be done.'
  const dueAt = over - MINUTE_MS
  if (dueAt <= now) return 'That day is over: choose one that is to come.'
  return dueAt - now > FURTHEST_MS ? 'Choose a day within a year.' : dueAt
}

export const goneWords = (id: string, incident: Incident | undefined): Words =>
  incident === undefined || incident.mergedInto === null
    ? say`There is no incident ${id}: ${{ kind: 'list-incidents' }} lists them.`
    : `${id} is a part of ${incident.mergedInto} now.`
