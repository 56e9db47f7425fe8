import { type Link, linksOf, MOST_LINKS, spanAround } from '../budgets/links.ts'
import type { Moment } from '../policy/world.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import type { FreezeUpdate } from '../freezes/messages.ts'
import { channel, edit, reply, type Outbox, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { INCIDENT_STORM, isAboutMany } from '../kernel/outbox/many-at-once.ts'
import type { Press } from '../kernel/prompt.ts'
import { governed } from '../policy/catalog.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { incidentMoneyWords } from './incident-money.ts'
import { type Incident, type IncidentStore, isDetector } from './incident.ts'
import type { IncidentMessage, IncidentStorm, IncidentUpdate } from './messages.ts'
import type { IncidentChange } from './record-firing.ts'
import { apart, shadowedAmong } from '../policy/shadowed.ts'
import type { StatusStore } from '../policy/status.ts'
import { sloTitle } from '../policy/titles.ts'

export interface TellStores {
  readonly incidents: IncidentStore
  readonly levelFreezes: LevelFreezeStore
  readonly statuses: Pick<StatusStore, 'of'>
  readonly outbox: Outbox
}

/** So many incidents that begin within two minutes are one message. */
const STORM_FROM = 4
const STORM_WITHIN_MS = 2 * MINUTE_MS

/** So many of a storm stand in its message. */
const STORM_SHOWN = 15

const CHANNEL = channel('incidents')

/** Storms of services in shadow stand apart. What follows is an id: `d-…`. */
const stormFolder = (isShadow: boolean): string => `${INCIDENT_STORM}${isShadow ? 'shadow/' : ''}`

export const headSubject = ({ id }: Pick<Incident, 'id'>): string => `incident/${id}`

/** The thread for an incident's steps: its own, or that of the post about it. */
export const threadOf = (incident: Incident): string => incident.detection?.toldIn ?? headSubject(incident)

/** Whether it is told with many others: then its steps edit their post, and only what people say adds to the thread. */
export const isOneOfMany = (incident: Incident): boolean =>
  incident.storm !== null || isAboutMany(threadOf(incident))

const hasHead = ({ detection }: Incident): boolean => (detection?.toldIn ?? null) === null

/** Owes the messages about the changes of one call. Many that begin at once are one message. */
export async function tellChanges(
  stores: TellStores,
  all: readonly IncidentChange[],
  context: Moment,
): Promise<void> {
  const names = all.map(({ incident }) => incident.service)
  const shadowed = await shadowedAmong(stores.statuses, context.catalog, names)
  const isShadowed = ({ incident }: IncidentChange): boolean => shadowed.has(incident.service)
  for (const { isShadow, part } of apart(lastOfEach(all), isShadowed))
    await tellPart(stores, part, isShadow, context)
}

/** Changes that are told in one place. */
async function tellPart(
  stores: TellStores,
  changes: readonly IncidentChange[],
  isShadow: boolean,
  context: Moment,
): Promise<void> {
  const begun = changes.flatMap(({ change, incident }) =>
    change === 'opened' && hasHead(incident) ? [incident] : [],
  )
  const storm = begun.length === 0 ? null : await stormOf(stores, begun, isShadow, context)
  for (const { change, incident } of changes) {
    if (change !== 'opened') {
      await stores.outbox.owe(headEdit(incident, context))
      if (change === 'reopened' && !isOneOfMany(incident))
        await stores.outbox.owe([update(incident, { event: 'reopened' }, context)])
    } else if (storm === null || !hasHead(incident)) await tellOpened(stores, incident, context)
  }
  const storms = changes.flatMap(({ incident }) => (incident.storm === null ? [] : [incident.storm]))
  for (const subject of new Set(storms))
    if (subject !== storm?.subject) await editStorm(stores, subject, context)
  if (storm === null) return
  const told = { storm: storm.subject, toldIn: storm.subject }
  for (const { detection, ...incident } of begun)
    await stores.incidents.save({
      ...incident,
      storm: told.storm,
      detection: detection && { ...detection, toldIn: told.toldIn },
    })
  if (storm.isNew) await stores.outbox.post(await stormPost(stores, storm.subject, context))
  else await editStorm(stores, storm.subject, context)
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
      to: CHANNEL,
      content: incidentMessage(incident, context),
      at: context.now,
    })
  const freeze = await stores.levelFreezes.current(incident.service)
  if (freeze === undefined || isOneOfMany(incident)) return
  const { id, service, what, enteredBy } = incident
  const content: FreezeUpdate = {
    kind: 'freeze-update',
    service,
    serviceTitle: titleOf(incident, context),
    event: 'incident',
    others: [],
    continues: null,
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
          ...(incident.storm !== null && { urgency: 'storm' }),
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
    money: moneyOf(incident, context),
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
    links: linksOfIncident(incident, context),
    enteredBy: isDetector(enteredBy) ? null : enteredBy,
    startedAt: isoTime(incident.startedAt),
    endedAt: isoOrNull(incident.endedAt),
    minutes: minutesOf(incident, context.now),
    failedRatio: incident.failedRatio,
    costRatio: incident.costRatio,
    money: moneyOf(incident, context),
    sloTitle: incident.slo === null ? null : sloTitle(context.catalog, incident.service, incident.slo),
    isCostFinal: incident.isCostFinal,
    closedBy: incident.closedBy,
    timeZone: zoneOf(incident, context),
    at: isoTime(context.now),
    mergedInto: incident.mergedInto,
    prompts: incidentPrompts(incident),
  }
}

/** About the SLO that its alert names, or that it cost most of. */
function linksOfIncident(incident: Incident, { catalog, now }: Moment): readonly Link[] {
  const { startedAt, endedAt, detection } = incident
  const service = catalog.services.get(incident.service)
  const named = detection?.aboutSlo ?? incident.slo
  const slo = service?.slos.find(({ name }) => name === named)
  return linksOf({ service, slo, span: spanAround(startedAt, endedAt, now) }).slice(0, MOST_LINKS)
}

function incidentPrompts({ id, endedAt, mergedInto }: Incident): readonly Press[] {
  if (mergedInto !== null) return []
  const kinds = ['close-incident', 'correct-incident', 'note-incident', 'draft-postmortem'] as const
  return (endedAt === null ? kinds : kinds.slice(1)).map((kind) => ({ kind, of: id }))
}

/**
 * The storm that these beginnings are a part of: one under way, or a new one when they are many; null when they are few.
 * Those that began shortly before a new one, and have a message already, belong to it.
 */
async function stormOf(
  { incidents, statuses }: TellStores,
  begun: readonly Incident[],
  isShadow: boolean,
  context: Moment,
): Promise<{ readonly subject: string; readonly isNew: boolean } | null> {
  const since = context.now - STORM_WITHIN_MS
  const underWay = await incidents.lastStorm(since, `${stormFolder(isShadow)}d-`)
  if (underWay !== undefined) return { subject: underWay, isNew: false }
  const ids = new Set(begun.map(({ id }) => id))
  const others = (await incidents.openedSince(since)).filter(
    (incident) => !ids.has(incident.id) && hasHead(incident),
  )
  const shadowed = await shadowedAmong(
    statuses,
    context.catalog,
    others.map(({ service }) => service),
  )
  const lately = others.filter(({ service }) => shadowed.has(service) === isShadow)
  if (lately.length + begun.length < STORM_FROM) return null
  const subject = `${stormFolder(isShadow)}${context.ids.next('d')}`
  for (const incident of lately) await incidents.save({ ...incident, storm: subject })
  return { subject, isNew: true }
}

/** After one of its incidents began, ended, was corrected or cost more: the head of the storm says so. */
export async function editStorm(stores: TellStores, subject: string, context: Moment): Promise<void> {
  const edited = { ...(await stormPost(stores, subject, context)), nonce: context.ids.next('m') }
  await stores.outbox.edit({ ...edited, urgency: 'storm' })
}

async function stormPost({ incidents }: TellStores, subject: string, context: Moment) {
  const storm = await incidents.ofStorm(subject, STORM_SHOWN)
  const [first] = storm.shown
  const content: IncidentStorm = {
    kind: 'incident-storm',
    at: isoTime(context.now),
    timeZone: first === undefined ? 'UTC' : zoneOf(first, context),
    since: isoTime(Math.min(context.now, storm.since ?? context.now)),
    items: storm.shown.map((incident) => ({
      incidentId: incident.id,
      serviceTitle: titleOf(incident, context),
      what: incident.what,
      startedAt: isoTime(incident.startedAt),
      isOver: incident.endedAt !== null,
      costRatio: incident.costRatio,
      money: moneyOf(incident, context),
    })),
    count: storm.count,
    open: storm.open,
  }
  const to = subject.startsWith(stormFolder(true)) ? channel('shadow') : CHANNEL
  return { subject, to, content, at: context.now }
}

const titleOf = ({ service }: Incident, { catalog }: Moment): string =>
  catalog.services.get(service)?.title ?? service

const moneyOf = (incident: Incident, { catalog, now }: Moment): string | null =>
  incidentMoneyWords(incident, catalog.services.get(incident.service)?.cost, now)

const zoneOf = ({ service }: Incident, { catalog }: Moment): string =>
  governed(catalog, service)?.policy.timeZone ?? 'UTC'

export const minutesOf = ({ startedAt, endedAt }: Incident, now: number): number =>
  Math.round(Math.max(0, (endedAt ?? now) - startedAt) / MINUTE_MS)
