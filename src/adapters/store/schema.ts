import type { Kysely } from 'kysely'

/**
 * The tables as migrations.ts makes them. Times are epoch milliseconds in 64-bit integers, which every dialect hands over
 * as JavaScript numbers; lists, maps and decisions are JSON in text columns, parsed where they are read.
 */
export interface Schema {
  series: SeriesTable
  readings: ReadingTable
  pushed_counts: PushedCountTable
  pushed_keys: PushedKeyTable
  marks: MarkTable
  statuses: StatusTable
  transitions: TransitionTable
  freezes: LevelFreezeTable
  declared_holds: DeclaredFreezeTable
  window_runs: WindowRunTable
  postmortems: PostmortemTable
  incidents: IncidentTable
  episodes: EpisodeTable
  incident_notes: IncidentNoteTable
  actions: ActionTable
  top_actions: TopActionTable
  level_notices: LevelNoticeTable
  requests: RequestTable
  grants: GrantTable
  audit: AuditTable
  outbox: OutboxTable
  posts: PostTable
  reviews: ReviewTable
  review_times: ReviewTimeTable
  rollouts: RolloutTable
  planned_deployments: PlannedDeploymentTable
  absences: AbsenceTable
  stakeholders: StakeholderTable
  said_notices: SaidNoticeTable
  burn_alerts: BurnAlertTable
  discovered_slos: DiscoveredSloTable
}

export type Database = Kysely<Schema>

/** An SLO with history, by a number: readings and counts are many, names are long. */
export interface SeriesTable {
  id: number
  service: string
  slo: string
  /** When the first pushed count happened, as far as one ever was. */
  first_counted_at: number | null
}

/** A measured reading has its figures, a missing one its reason; the other half is null. */
export interface ReadingTable {
  series: number
  at: number
  missing_reason: string | null
  missing_detail: string | null
  good: number | null
  total: number | null
  error_ratio: number | null
  remaining_ratio: number | null
  burn_5m: number | null
  burn_1h: number | null
  burn_6h: number | null
  burn_1d: number | null
  burn_3d: number | null
  spent_last_day_ratio: number | null
  exhausts_in_ms: number | null
  coverage: number | null
  excluded_ms: number | null
  warning: string | null
}

/** Deltas. Each count stands in one bucket of every grain: a minute, an hour and a day. */
export interface PushedCountTable {
  series: number
  grain_ms: number
  /** The bucket holds what happened in `(ends_at - grain_ms, ends_at]`. */
  ends_at: number
  good: number
  total: number
}

export interface PushedKeyTable {
  series: number
  key: string
  /** Set when thinning first meets the key. */
  forget_at: number | null
}

/** How far something has got: one time per name. */
export interface MarkTable {
  name: string
  at: number
}

export interface StatusTable {
  service: string
  level: string
  since: number
  slo: string | null
  remaining_ratio: number | null
  known_at: number | null
  polled_at: number
  missing: string
  recovering_level: string | null
  recovering_since: number | null
  policy_version: string
}

export interface TransitionTable {
  id: string
  service: string
  from_level: string
  to_level: string
  at: number
  slo: string | null
  remaining_ratio: number | null
  policy_version: string
}

export interface LevelFreezeTable {
  id: string
  service: string
  level: string
  began_at: number
  ended_at: number | null
  incident_commander: string | null
  war_room: string | null
  subject: string
  announcement: string | null
}

export interface DeclaredFreezeTable {
  id: string
  kind: string
  service: string
  reason: string
  declared_by: string
  declared_at: number
  until: number | null
  ended_at: number | null
  ended_by: string | null
}

export interface WindowRunTable {
  id: string
  name: string
  from_at: number
  until_at: number
  reason: string
  time_zone: string
  services: string | null
  changes: string | null
  began_at: number
  ended_at: number | null
}

export interface PostmortemTable {
  id: string
  service: string
  author: string
  filed_at: number
  content: string
  hold_id: string | null
  level: string
  answers: string | null
}

export interface IncidentTable {
  id: string
  service: string
  started_at: number
  ended_at: number | null
  what: string
  failed_ratio: number | null
  cost_ratio: number | null
  slo: string | null
  entered_by: string
  /** Null in rows from before incidents were detected; so are those below. */
  opened_at: number | null
  closed_by: string | null
  /** `running` until the cost is final. */
  cost_state: string | null
  corrected: string | null
  storm: string | null
  merged_into: string | null
  detection: string | null
}

export interface EpisodeTable {
  source: string
  fingerprint: string
  started_at: number
  ended_at: number | null
  incident: string
}

export interface IncidentNoteTable {
  id: string
  incident: string
  at: number
  author: string
  text: string
}

export interface RequestTable {
  id: string
  service: string
  change: string
  risk: string
  revision: string
  environment: string
  requested_by: string
  requested_at: number
  expires_at: number
  state: string
  summary: string
  answers: string
  approvals: string
  rejection: string | null
  decision: string
  decided_at: number
  /** The way through a freeze, and the record behind it. */
  way: string | null
  way_record: string | null
  escalations: string | null
  /** Null for requests of the time before: since they opened. */
  waiting_since: number | null
  reminded_at: number | null
}

export interface GrantTable {
  id: string
  request_id: string
  service: string
  change: string
  risk: string
  revision: string
  environment: string
  level: string
  policy_version: string
  /** JSON. Null for grants of a time before they were kept. */
  seats: string | null
  granted_at: number
  expires_at: number
  used_at: number | null
  used_by: string | null
  voided_at: number | null
}

export interface AuditTable {
  seq: number
  at: number
  kind: string
  actor: string
  service: string
  data: string
  previous_hash: string
  hash: string
}

/** `state` is a DeliveryState, or `replaced` for an update that a newer one made pointless. */
export interface OutboxTable {
  id: string
  seq: number
  act: string
  subject: string
  address: string
  content: string
  owed_at: number
  state: string
  attempts: number
  not_before: number
  error: string | null
  /** When it was sent, given up or replaced. */
  ended_at: number | null
  channel_id: string | null
  ts: string | null
}

/** Where each subject's post is. Kept when the message that made it is long forgotten. */
export interface PostTable {
  subject: string
  channel_id: string
  ts: string
}

export interface ReviewTable {
  id: string
  key: string
  due_at: number
  held_at: number
  content: string
}

export interface PlannedDeploymentTable {
  id: string
  service: string
  revision: string
  change: string
  risk: string
  at: number
  /** 0 or 1. */
  staggered: number
  planned_by: string
  planned_at: number
  cancelled_at: number | null
  told_at: number | null
  let_through_at: number | null
}

/** Days such as `2026-12-24`, both included. */
export interface AbsenceTable {
  user_id: string
  first_day: string
  last_day: string
}

export interface StakeholderTable {
  service: string
  user_ids: string
}

/** A deployment on its way out; `detail` is JSON. */
export interface RolloutTable {
  id: string
  request_id: string | null
  service: string
  revision: string
  environment: string
  state: string
  started_at: number
  ended_at: number | null
  detail: string
}

/** When each review or reminder was last due. */
export interface ReviewTimeTable {
  key: string
  due_at: number
}

/** An SLO that recorded series describe; `recorded_by` is whose rules these are. */
export interface DiscoveredSloTable {
  service: string
  slo: string
  source: string
  recorded_by: string
  objective: string
  window_ms: number
  missing_since: number | null
}

export interface SaidNoticeTable {
  service: string
  name: string
  said_at: number
  last_held_at: number
}

export interface ActionTable {
  id: string
  service: string
  level: string
  name: string
  text: string
  owner: string | null
  escalate_to: string | null
  assignee_id: string | null
  assignee_name: string | null
  started_at: number
  due_at: number
  level_since: number
  repeats_ms: number | null
  insist_ms: number | null
  proof: string | null
  state: string
  closed_at: number | null
  closed_by: string | null
  evidence: string | null
  reminded_at: number | null
  overdue_at: number | null
  escalated_at: number | null
  subject: string
  thread: string
}

export interface TopActionTable {
  id: string
  service: string
  position: number
  text: string
  owner_id: string
  owner_name: string
  added_by: string
  added_at: number
  done_at: number | null
  done_by: string | null
}

export interface BurnAlertTable {
  id: string
  service: string
  slo: string
  severity: string
  started_at: number
  ended_at: number | null
  thread: string
  detail: string
}

/** Levels whose people are told one by one; `told_at` is null until they were. */
export interface LevelNoticeTable {
  id: string
  service: string
  level: string
  at: number
  remaining_ratio: number | null
  told_at: number | null
}
