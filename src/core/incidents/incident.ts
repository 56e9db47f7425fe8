import type { Page, PageOf } from '../kernel/paging.ts'

/** Something that went wrong and cost budget. */
export interface Incident {
  readonly id: string
  readonly service: string
  readonly startedAt: number
  /** Null while it goes on. */
  readonly endedAt: number | null
  /** What people call it: `HighErrorRate`. */
  readonly what: string
  /** Share of requests that failed while it lasted, worked out from the data; null when there was none. */
  readonly failedRatio: number | null
  /** How many failed; null where the source gives a ratio only, or nothing is known. */
  readonly failedEvents: number | null
  /** Share of the budget of `slo` that it cost: bad events in its time ÷ bad events that the window allows. */
  readonly costRatio: number | null
  readonly slo: string | null
  /** Slack user id of who entered it, or what detected it: see DETECTORS. */
  readonly enteredBy: string
  /** When it was put on record. */
  readonly openedAt: number
  /** Slack user id of who said that it is over; null while it goes on, and when its detector said so. */
  readonly closedBy: string | null
  /** Whether the cost is final; until then it is recalculated. */
  readonly isCostFinal: boolean
  /** Times that a person corrected stand, whatever the alert says later. */
  readonly corrected: { readonly start: boolean; readonly end: boolean }
  /** The post about many at once that it is told in; null when it is told alone. */
  readonly storm: string | null
  /** The incident that it turned out to be a part of, and that alone counts since then. */
  readonly mergedInto: string | null
  /** Null for one that a person entered. */
  readonly detection: Detection | null
}

/** What detects incidents. The word is also the actor of what follows from it. */
export const DETECTORS = ['alertmanager', 'burn-alert'] as const
export type Detector = (typeof DETECTORS)[number]

export const isDetector = (actor: string): actor is Detector => DETECTORS.some((one) => one === actor)

/** What names an alert for as long as it comes back. */
export interface AlertKey {
  readonly source: Detector
  /** Distinct within the source: Alertmanager's fingerprint, or an SLO and a burn rule. */
  readonly fingerprint: string
}

export interface Detection extends AlertKey {
  readonly severity: string | null
  readonly summary: string | null
  /** Where to look at it; http or https. */
  readonly url: string | null
  /** The SLO that the alert is about, if it names one. The dearest SLO decides what the incident cost. */
  readonly aboutSlo: string | null
  /** Whether the alert asks for a freeze while it fires. */
  readonly asksFreeze: boolean
  /** Subject of a post about it that exists already: the incident has no head of its own, and its notes go there. */
  readonly toldIn: string | null
}

/** One time that an alert fired. Those that are near to each other make one incident. */
export interface Episode {
  readonly startedAt: number
  /** Null until it is known. */
  readonly endedAt: number | null
  readonly incident: string
}

/** What somebody wrote beside an incident. */
export interface IncidentNote {
  readonly id: string
  readonly incident: string
  readonly at: number
  /** Slack user id. */
  readonly author: string
  readonly text: string
}

/** What is needed of an incident to measure its cost. */
export type Unsettled = Pick<
  Incident,
  'id' | 'service' | 'startedAt' | 'endedAt' | 'failedRatio' | 'failedEvents' | 'costRatio' | 'slo'
>

export interface StormSummary {
  readonly count: number
  readonly open: number
  /** When the first began; null when there is none. */
  readonly since: number | null
  readonly shown: readonly Incident[]
}

/** Port: incidents by time. Those that were merged into another are found by their id alone. */
export interface IncidentStore {
  save(incident: Incident): Promise<void>
  byId(id: string): Promise<Incident | undefined>
  /** Those of a service (of all when undefined) that touch the time after `since`, oldest first. */
  since(service: string | undefined, since: number): Promise<readonly Incident[]>
  /** Those of a service that began by `until` and had not ended by `from`, oldest first. */
  during(service: string, from: number, until: number): Promise<readonly Incident[]>
  /** Those of a service, by when they started. */
  page(service: string, page: PageOf): Promise<Page<Incident>>
  /** Those that turned out to be a part of it, oldest first. */
  partsOf(id: string): Promise<readonly Incident[]>
  /** Those put on record after `since`, oldest first. */
  openedSince(since: number): Promise<readonly Incident[]>
  /** The storm of the newest incident that was put on record after `since` and is part of one whose subject begins so. */
  lastStorm(since: number, beginning: string): Promise<string | undefined>
  /** The incidents of a storm, `most` of them shown: those that go on, oldest first, then those that ended, newest first. */
  ofStorm(storm: string, most: number): Promise<StormSummary>
  /** Those whose cost is still worked out, oldest first. */
  unsettled(): Promise<readonly Unsettled[]>
  /** How many go on, by service; none where there are none. */
  openCounts(): Promise<ReadonlyMap<string, number>>
  /** Every time that an alert has fired, as far as it is known, oldest first. */
  episodes(key: AlertKey): Promise<readonly Episode[]>
  /** The times that belong to an incident, with the alert that fired: the first `most`, oldest first. */
  episodesOf(incident: string, most: number): Promise<readonly (AlertKey & Episode)[]>
  /** Those that start at the same time replace each other. */
  saveEpisodes(key: AlertKey, episodes: readonly Episode[]): Promise<void>
  addNote(note: IncidentNote): Promise<void>
  /** Oldest first. */
  notes(incident: string): Promise<readonly IncidentNote[]>
}
