import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Service } from '../budgets/slo.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { type Firing, incidentsOfSpans, MERGE_GAP_MS, type Span, spansOf, withFiring } from './episodes.ts'
import type { AlertKey, Episode, Incident, IncidentStore } from './incident.ts'

/** What an alert says of itself each time that it comes. Texts are those of people and unescaped. */
export interface DetectedAlert extends AlertKey {
  readonly service: Service
  /** Name of the alert: `HighErrorRate`. */
  readonly what: string
  readonly severity?: string | null
  readonly summary?: string | null
  readonly url?: string | null
  readonly aboutSlo?: string | null
  readonly asksFreeze?: boolean
  /** Subject of the caller's own post about it: the incident then has no head of its own. */
  readonly toldIn?: string | null
}

export interface IncidentChange {
  readonly change: 'opened' | 'reopened' | 'ended' | 'moved' | 'merged'
  readonly incident: Incident
}

export interface RecordedFiring {
  /** The incident that the alert's newest time belongs to. */
  readonly incident: Incident
  /** What became of this and its other incidents; empty when nothing is new. */
  readonly changes: readonly IncidentChange[]
}

export interface RecordStores {
  readonly incidents: IncidentStore
  readonly audit: AuditLog
}

/**
 * Puts on record that an alert fires, or from when to when it fired, in the caller's transaction. The order and
 * repetition of messages do not change the incidents: see `spansOf`. Posts nothing: see `tellChanges`.
 */
export async function recordFiring(
  stores: RecordStores,
  alert: DetectedAlert,
  firing: Firing,
  context: { readonly ids: Ids; readonly now: number },
  gapMs = MERGE_GAP_MS,
): Promise<RecordedFiring> {
  const { ids, now } = context
  const before = await stores.incidents.episodes(alert)
  const episodes = withFiring<Episode>(before, { ...firing, incident: '' }, now)
  const spans = spansOf(episodes, gapMs)
  const owners = incidentsOfSpans(spans)
  const untouched = new Map(spansOf(before, gapMs).map((span) => [span.startedAt, span]))

  const changes: IncidentChange[] = []
  const settled: Episode[] = []
  let newest: Incident | undefined
  for (const [index, span] of spans.entries()) {
    const isNewest = index === spans.length - 1
    const id = owners[index] ?? null
    if (!isNewest && isSame(untouched.get(span.startedAt), span)) {
      settled.push(...span.episodes)
      continue
    }
    const known = id === null ? undefined : await stores.incidents.byId(id)
    const incident = known === undefined ? opened(alert, span, ids.next('i'), now) : moved(known, span)
    const change = known === undefined ? 'opened' : changeOf(known, incident)
    if (change !== null) changes.push({ change, incident })
    settled.push(...span.episodes.map((episode) => ({ ...episode, incident: incident.id })))
    if (isNewest) newest = incident
  }
  if (newest === undefined) throw new Error('an alert that fired has a time at which it did')

  changes.push(...(await merged(stores, before, settled)))
  await stores.incidents.saveEpisodes(alert, unknownOf(before, settled))
  for (const one of changes) {
    await stores.incidents.save(one.incident)
    await stores.audit.append([entryOf(one, now)])
  }
  return { incident: newest, changes }
}

type EpisodeSpan = Span & { readonly episodes: readonly Episode[] }

const isSame = (before: EpisodeSpan | undefined, now: EpisodeSpan): boolean =>
  before?.endedAt === now.endedAt &&
  before.episodes.length === now.episodes.length &&
  before.episodes[0]?.incident === now.episodes[0]?.incident

/** Episodes that are not on record as they are now. */
function unknownOf(before: readonly Episode[], now: readonly Episode[]): readonly Episode[] {
  const known = new Map(before.map((episode) => [episode.startedAt, episode]))
  return now.filter(({ startedAt, endedAt, incident }) => {
    const same = known.get(startedAt)
    return same?.endedAt !== endedAt || same.incident !== incident
  })
}

function opened(alert: DetectedAlert, { startedAt, endedAt }: Span, id: string, now: number): Incident {
  const { service, what, source, fingerprint } = alert
  return {
    id,
    service: service.name,
    startedAt,
    endedAt,
    what,
    failedRatio: null,
    failedEvents: null,
    costRatio: null,
    slo: null,
    enteredBy: source,
    openedAt: now,
    closedBy: null,
    isCostFinal: false,
    corrected: { start: false, end: false },
    storm: null,
    mergedInto: null,
    detection: {
      source,
      fingerprint,
      severity: alert.severity ?? null,
      summary: alert.summary ?? null,
      url: alert.url ?? null,
      aboutSlo: alert.aboutSlo ?? null,
      asksFreeze: alert.asksFreeze ?? false,
      toldIn: alert.toldIn ?? null,
    },
  }
}

function moved(known: Incident, span: Span): Incident {
  const startedAt = known.corrected.start ? known.startedAt : span.startedAt
  const endedAt = known.corrected.end ? known.endedAt : span.endedAt
  const isSame = known.startedAt === startedAt && known.endedAt === endedAt && known.mergedInto === null
  return isSame ? known : { ...known, startedAt, endedAt, mergedInto: null, isCostFinal: false }
}

function changeOf(known: Incident, now: Incident): IncidentChange['change'] | null {
  if (now === known) return null
  if (known.mergedInto !== null) return 'reopened'
  if (now.endedAt === null) return known.endedAt === null ? 'moved' : 'reopened'
  return known.endedAt === null ? 'ended' : 'moved'
}

/** Incidents whose every time turned out to belong to another. */
async function merged(
  { incidents }: RecordStores,
  before: readonly Episode[],
  after: readonly Episode[],
): Promise<IncidentChange[]> {
  const kept = new Set(after.map(({ incident }) => incident))
  const byStart = new Map(after.map(({ startedAt, incident }) => [startedAt, incident]))
  const gone = new Map<string, string>()
  for (const { incident, startedAt } of before) {
    const into = byStart.get(startedAt)
    if (!kept.has(incident) && into !== undefined) gone.set(incident, into)
  }
  const changes: IncidentChange[] = []
  for (const [id, mergedInto] of gone) {
    const incident = await incidents.byId(id)
    if (incident !== undefined) changes.push({ change: 'merged', incident: { ...incident, mergedInto } })
  }
  return changes
}

const entryOf = (
  { change, incident }: IncidentChange,
  at: number,
): Parameters<AuditLog['append']>[0][number] => ({
  at,
  kind: 'incident',
  actor: incident.enteredBy,
  service: incident.service,
  data: {
    incident: incident.id,
    change,
    what: incident.what,
    startedAt: isoTime(incident.startedAt),
    endedAt: isoOrNull(incident.endedAt),
    alert: incident.detection?.fingerprint ?? null,
    ...(incident.mergedInto !== null && { mergedInto: incident.mergedInto }),
  },
})
