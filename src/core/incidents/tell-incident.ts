import type { Moment } from '../policy/world.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import type { FreezeUpdate } from '../freezes/messages.ts'
import { channel, edit, reply, type Outbox, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import type { Press } from '../kernel/prompt.ts'
import { governed } from '../policy/catalog.ts'
import { DAY_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { type Incident, type IncidentStore, isDetector } from './incident.ts'
import type { IncidentMessage, IncidentStorm, IncidentUpdate } from './messages.ts'
import type { IncidentChange } from './record-firing.ts'

export interface TellStores {
  readonly incidents: IncidentStore
  readonly levelFreezes: LevelFreezeStore
  readonly outbox: Outbox
}

/** So many incidents that begin within two minutes are one message, each with its own words in the thread. */
export const STORM_FROM = 4
const STORM_WITHIN_MS = 2 * MINUTE_MS

const CHANNEL = channel('incidents')

export const headSubject = ({ id }: Pick<Incident, 'id'>): string => `incident/${id}`

/** The thread for an incident's steps: its own, or that of the post about it. */
const threadOf = (incident: Incident): string =>
  incident.detection?.toldIn ?? incident.storm ?? headSubject(incident)

const hasHead = ({ detection }: Incident): boolean => (detection?.toldIn ?? null) === null

/** Owes the messages about the changes of one call. Many that begin at once are one message. */
export async function tellChanges(
  stores: TellStores,
  all: readonly IncidentChange[],
  context: Moment,
): Promise<void> {
  const changes = lastOfEach(all)
  const begun = changes.flatMap(({ change, incident }) =>
    change === 'opened' && hasHead(incident) ? [incident] : [],
  )
  const storm = begun.length === 0 ? null : await stormOf(stores, begun, context)
  for (const { change, incident } of changes) {
    if (change !== 'opened') {
      await stores.outbox.owe(headEdit(incident, context))
      if (change === 'reopened') await stores.outbox.owe([update(incident, { event: 'reopened' }, context)])
      continue
    }
    const told = storm === null || !hasHead(incident) ? incident : { ...incident, storm: storm.subject }
    if (told !== incident) await stores.incidents.save(told)
    await tellOpened(stores, told, context)
  }
  const storms = changes.flatMap(({ incident }) => (incident.storm === null ? [] : [incident.storm]))
  for (const subject of new Set(storms))
    if (subject !== storm?.subject) await editStorm(stores, subject, context)
  if (storm?.isNew === false) await editStorm(stores, storm.subject, context)
}

/** What the changes of one incident come to. */
function lastOfEach(changes: readonly IncidentChange[]): readonly IncidentChange[] {
  const byIncident = new Map<string, IncidentChange>()
  for (const { change, incident } of changes) {
    const isNew = byIncident.get(incident.id)?.change === 'opened'
    byIncident.set(incident.id, { change: isNew ? 'opened' : change, incident })
  }
  return [...byIncident.values()]
}

/** Owes the head of an incident, and a reply in the thread of its service's freeze if there is one. */
export async function tellOpened(
  stores: Pick<TellStores, 'levelFreezes' | 'outbox'>,
  incident: Incident,
  context: Moment,
): Promise<void> {
  const subject = headSubject(incident)
  if (hasHead(incident))
    await stores.outbox.post({
      subject,
      to: channel('incidents', incident.storm),
      content: incidentMessage(incident, context),
      at: context.now,
    })
  const freeze = await stores.levelFreezes.current(incident.service)
  if (freeze === undefined) return
  const { id, service, what, enteredBy } = incident
  const content: FreezeUpdate = {
    kind: 'freeze-update',
    service,
    serviceTitle: titleOf(incident, context),
    event: 'incident',
    text: what,
    userId: isDetector(enteredBy) ? null : enteredBy,
  }
  await stores.outbox.reply({
    id: `incident/${id}/freeze`,
    thread: freeze.subject,
    to: channel('announcements'),
    content,
    at: context.now,
  })
}

/** The head as it is true now, where there is one. */
export const headEdit = (incident: Incident, context: Moment): readonly OwedMessage[] =>
  hasHead(incident)
    ? [
        edit({
          subject: headSubject(incident),
          nonce: context.ids.next('m'),
          to: CHANNEL,
          content: incidentMessage(incident, context),
          at: context.now,
        }),
      ]
    : []

/** A reply in the incident's thread. */
export function update(
  incident: Incident,
  said: Pick<IncidentUpdate, 'event'> & Partial<Pick<IncidentUpdate, 'text' | 'userId'>>,
  context: Moment,
): OwedMessage {
  const content: IncidentUpdate = {
    kind: 'incident-update',
    event: said.event,
    incidentId: incident.id,
    serviceTitle: titleOf(incident, context),
    what: incident.what,
    text: said.text ?? '',
    userId: said.userId ?? null,
    minutes: minutesOf(incident, context.now),
    costRatio: incident.costRatio,
  }
  return reply({
    id: `${headSubject(incident)}/${said.event}/${context.ids.next('m')}`,
    thread: threadOf(incident),
    to: CHANNEL,
    content,
    at: context.now,
  })
}

export function incidentMessage(incident: Incident, context: Moment): IncidentMessage {
  const { detection, enteredBy } = incident
  return {
    kind: 'incident',
    incidentId: incident.id,
    service: incident.service,
    serviceTitle: titleOf(incident, context),
    what: incident.what,
    severity: detection?.severity ?? null,
    summary: detection?.summary ?? null,
    url: detection?.url ?? null,
    enteredBy: isDetector(enteredBy) ? null : enteredBy,
    startedAt: isoTime(incident.startedAt),
    endedAt: isoOrNull(incident.endedAt),
    minutes: minutesOf(incident, context.now),
    failedRatio: incident.failedRatio,
    costRatio: incident.costRatio,
    slo: incident.slo,
    isCostFinal: incident.isCostFinal,
    closedBy: incident.closedBy,
    timeZone: zoneOf(incident, context),
    at: isoTime(context.now),
    mergedInto: incident.mergedInto,
    prompts: incidentPrompts(incident),
  }
}

function incidentPrompts({ id, endedAt, mergedInto }: Incident): readonly Press[] {
  if (mergedInto !== null) return []
  const kinds = ['close-incident', 'correct-incident', 'note-incident'] as const
  return (endedAt === null ? kinds : kinds.slice(1)).map((kind) => ({ kind, of: id }))
}

/** The storm that these beginnings are a part of: one under way, or a new one when they are many; null when they are few. */
async function stormOf(
  stores: TellStores,
  begun: readonly Incident[],
  context: Moment,
): Promise<{ readonly subject: string; readonly isNew: boolean } | null> {
  const ids = new Set(begun.map(({ id }) => id))
  const lately = (await stores.incidents.openedSince(context.now - STORM_WITHIN_MS)).filter(
    (incident) => !ids.has(incident.id) && hasHead(incident),
  )
  const underWay = lately.findLast(({ storm }) => storm !== null)?.storm ?? null
  if (underWay !== null) return { subject: underWay, isNew: false }
  if (lately.length + begun.length < STORM_FROM) return null
  const subject = `incident-storm/${context.ids.next('d')}`
  await stores.outbox.post({ subject, to: CHANNEL, content: stormMessage(begun, context), at: context.now })
  return { subject, isNew: true }
}

/** After one of its incidents began, ended or was corrected: the head of the storm says how many go on. */
export async function editStorm(stores: TellStores, subject: string, context: Moment): Promise<void> {
  const all = await stores.incidents.openedSince(context.now - DAY_MS)
  const own = all.filter(({ storm }) => storm === subject)
  if (own.length === 0) return
  await stores.outbox.edit({
    subject,
    nonce: context.ids.next('m'),
    to: CHANNEL,
    content: stormMessage(own, context),
    at: context.now,
  })
}

function stormMessage(incidents: readonly Incident[], context: Moment): IncidentStorm {
  const [first] = incidents
  return {
    kind: 'incident-storm',
    at: isoTime(context.now),
    timeZone: first === undefined ? 'UTC' : zoneOf(first, context),
    since: isoTime(Math.min(context.now, ...incidents.map(({ startedAt }) => startedAt))),
    items: incidents.map((incident) => ({
      serviceTitle: titleOf(incident, context),
      what: incident.what,
      startedAt: isoTime(incident.startedAt),
      isOver: incident.endedAt !== null,
    })),
    open: incidents.filter(({ endedAt }) => endedAt === null).length,
  }
}

const titleOf = ({ service }: Incident, { catalog }: Moment): string =>
  catalog.services.get(service)?.title ?? service

const zoneOf = ({ service }: Incident, { catalog }: Moment): string =>
  governed(catalog, service)?.policy.timeZone ?? 'UTC'

export const minutesOf = ({ startedAt, endedAt }: Incident, now: number): number =>
  Math.round(Math.max(0, (endedAt ?? now) - startedAt) / MINUTE_MS)
