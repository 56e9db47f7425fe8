import type { Kysely } from 'kysely'
import type { Action, LevelNotice, TopAction } from '../../core/actions/action.ts'
import type { BurnLookback, MeasuredReading } from '../../core/budgets/reading.ts'
import type { MissingReason } from '../../core/budgets/sli-source.ts'
import type { BurnAlert } from '../../core/burn-alerts/burn-alert.ts'
import type { Absence, PlannedDeployment } from '../../core/calendar/planned-deployment.ts'
import type { FlagChange } from '../../core/flags/flag-change.ts'
import type { DeclaredFreeze } from '../../core/freezes/declared-freeze.ts'
import type { LevelFreeze } from '../../core/freezes/level-freeze.ts'
import type { Postmortem } from '../../core/freezes/postmortem.ts'
import type { WindowRun } from '../../core/freezes/window-run.ts'
import type { AlertKey, Episode, Incident, IncidentNote } from '../../core/incidents/incident.ts'
import type { StoredEntry } from '../../core/kernel/audit/stored-entry.ts'
import type { Delivery, DeliveryState } from '../../core/kernel/outbox/delivery.ts'
import type { OwedMessage, PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import type { PagerAlert } from '../../core/paging/pager-alert.ts'
import type { EndedShadow } from '../../core/policy/ended-shadow.ts'
import type { Status, Transition } from '../../core/policy/status.ts'
import type { SaidNotice } from '../../core/poll/said-notice.ts'
import type { DeployRequest, Grant } from '../../core/requests/deploy-request.ts'
import type { GatePass } from '../../core/requests/gate-pass.ts'
import type { Outcome } from '../../core/outcomes/outcome.ts'
import type { Lease } from '../../core/replicas/lease.ts'
import type { Signal } from '../../core/replicas/signals.ts'
import type { PeriodFigures } from '../../core/reports/period-figures.ts'
import type { HeldReview } from '../../core/reviews/review.ts'
import type { ShadowAnswer } from '../../core/requests/shadow-answer.ts'
import type { RiskAct } from '../../core/risks/acceptance.ts'
import type { IncidentRisk } from '../../core/risks/risk-store.ts'
import type { Rollout } from '../../core/rollouts/rollout.ts'
import type { ShadowedService } from '../../core/shadow/shadow-store.ts'
import type { PageSession, SignInLink } from '../../core/sign-in/sign-in-store.ts'
import type { RowOf } from './row.ts'

/**
 * The tables that initial-schema.ts makes, by the names that Kysely's camel-case plugin gives them here. Times are epoch
 * milliseconds in 64-bit integers, which every dialect hands over as JavaScript numbers.
 */
export interface Schema {
  series: SeriesRow
  readings: ReadingRow
  pushedCounts: PushedCountRow
  pushedKeys: {
    series: number
    key: string
    /** Set when thinning first meets the key. */ forgetAt: number | null
  }
  /** How far something has got: one time per name. */
  marks: { name: string; at: number }
  statuses: RowOf<Status>
  transitions: RowOf<Transition>
  levelFreezes: RowOf<LevelFreeze>
  declaredFreezes: RowOf<DeclaredFreeze>
  windowRuns: RowOf<WindowRun>
  postmortems: RowOf<Postmortem>
  incidents: RowOf<Incident>
  episodes: RowOf<AlertKey & Episode>
  incidentNotes: RowOf<IncidentNote>
  actions: RowOf<Action>
  topActions: RowOf<TopAction>
  levelNotices: RowOf<LevelNotice>
  requests: RowOf<DeployRequest>
  grants: RowOf<Grant>
  audit: StoredEntry
  outbox: OutboxRow
  /** Where each subject's post is. Kept when the message that made it is long forgotten. */
  posts: PostRow
  reviews: RowOf<HeldReview>
  /** When each review or reminder was last due. */
  reviewTimes: RowOf<Pick<HeldReview, 'key' | 'dueAt'>>
  rollouts: RowOf<Rollout>
  plannedDeployments: RowOf<PlannedDeployment>
  absences: RowOf<Absence>
  stakeholders: RowOf<Stakeholders>
  saidNotices: RowOf<SaidNotice>
  burnAlerts: RowOf<BurnAlert>
  flagChanges: RowOf<FlagChange>
  discoveredSlos: DiscoveredSloRow
  endedShadows: RowOf<EndedShadowParts>
  pagerAlerts: RowOf<PagerAlert>
  shadowedServices: RowOf<ShadowedService>
  shadowAnswers: RowOf<ShadowAnswer>
  gatePasses: GatePassRow
  outcomes: RowOf<Outcome>
  periodFigures: RowOf<PeriodFiguresParts>
  signInLinks: RowOf<SignInLink>
  pageSessions: RowOf<PageSession>
  riskActs: RowOf<RiskAct>
  incidentRisks: RowOf<IncidentRisk>
  leases: RowOf<Lease>
  signals: { name: Signal; count: number }
}

/** Without a revision the text is empty: it is a part of the key. */
export type GatePassRow = RowOf<Omit<GatePass, 'revision'> & { readonly revision: string }>

export type Database = Kysely<Schema>

/** An SLO with history, by a number: readings and counts are many, names are long. */
export interface SeriesRow {
  id: number
  service: string
  slo: string
  /** When the first pushed count happened, as far as one ever was. */
  firstCountedAt: number | null
}

type Figures = Omit<
  MeasuredReading,
  'kind' | 'service' | 'slo' | 'at' | 'burnRates' | 'warning' | 'young' | 'over'
>

/** A measured reading has its figures, a missing one its reason; the other half is null. */
export type ReadingRow = {
  series: number
  at: number
  missingReason: MissingReason | null
  missingDetail: string | null
  warning: string | null
  youngSeconds: number | null
  youngWindowSeconds: number | null
} & { -readonly [Figure in keyof Figures]-?: number | null } & Record<`burn${BurnLookback}`, number | null>

/** Deltas. Each count stands in one bucket of every grain: a minute, an hour and a day. */
export interface PushedCountRow {
  series: number
  grainMs: number
  /** The bucket holds what happened in `(endsAt - grainMs, endsAt]`. */
  endsAt: number
  good: number
  total: number
}

/** `replaced` is an update that a newer one made pointless. Kept for a while, because its id must stay known. */
export type OutboxRow = RowOf<Omit<OwedMessage, 'urgency' | 'topic'>> &
  RowOf<Omit<Delivery, 'message' | 'state'>> & {
    state: DeliveryState | 'replaced'
    /** The subject whose post must be there before; see `postNeeded`. */
    needs: string | null
    topic: string | null
    /** When it was sent, given up or replaced. */
    endedAt: number | null
  }

/** `postedAt` is null for a post of a version that did not keep it. */
export type PostRow = RowOf<PostedMessage> & { postedAt: number | null }

/** Its scope lies in two columns. */
export type EndedShadowParts = EndedShadow['scope'] & Omit<EndedShadow, 'scope'>

/** The ends of its period are words of SQL. */
export type PeriodFiguresParts = Omit<PeriodFigures, 'from' | 'until'> & {
  readonly startsAt: number
  readonly endsAt: number
}

/** Who was named by command. */
export interface Stakeholders {
  readonly service: string
  readonly userIds: readonly string[]
}

/** An SLO that recorded series describe; `recordedBy` is whose rules these are. */
export interface DiscoveredSloRow {
  service: string
  slo: string
  source: string
  recordedBy: string
  objective: string
  windowMs: number
  missingSince: number | null
}
