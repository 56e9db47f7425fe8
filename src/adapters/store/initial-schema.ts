import { type Kysely, sql } from 'kysely'

/** What the databases spell differently. */
export interface SchemaSpelling {
  /** Keeps the rows in the order of their primary key, where the database can: half the size for narrow tables. */
  readonly clustered: 'without rowid' | ''
  /** The type of a key that numbers the rows and is their order, where the database can keep them so. */
  readonly rowNumber: 'integer' | 'bigint'
  /** Answers with the `name` of each table. */
  readonly tables: string
  /** Answers with the `name` of each column of a table's primary key, in its order. */
  readonly keyOf: (table: string) => string
}

export async function createTables(db: Kysely<unknown>, spelling: SchemaSpelling): Promise<void> {
  for (const statement of statements(spelling)) await sql.raw(statement).execute(db)
}

const statements = ({ clustered, rowNumber }: SchemaSpelling): readonly string[] => [
  `create table series (
    id ${rowNumber} primary key,
    service text not null, slo text not null,
    first_counted_at bigint,
    unique (service, slo)
  )`,
  `create table readings (
    series bigint not null, at bigint not null,
    missing_reason text, missing_detail text,
    good double precision, total double precision,
    error_ratio double precision, remaining_ratio double precision,
    burn_5m double precision, burn_1h double precision, burn_6h double precision,
    burn_1d double precision, burn_3d double precision,
    spent_last_day_ratio double precision, exhausts_in_ms double precision,
    coverage double precision, young_seconds double precision, young_window_seconds double precision,
    excluded_ms bigint, newest_at bigint, warning text,
    primary key (series, at)
  ) ${clustered}`,
  `create table pushed_counts (
    series bigint not null, grain_ms bigint not null, ends_at bigint not null,
    good double precision not null, total double precision not null,
    primary key (series, grain_ms, ends_at)
  ) ${clustered}`,
  `create table pushed_keys (
    series bigint not null, key text not null,
    forget_at bigint,
    primary key (series, key)
  ) ${clustered}`,
  'create index pushed_keys_by_age on pushed_keys (forget_at)',
  'create table marks (name text primary key, at bigint not null)',

  `create table statuses (
    service text primary key,
    level text not null, since bigint not null,
    slo text, remaining_ratio double precision, young text,
    known_at bigint, polled_at bigint not null,
    missing text not null, recovering text,
    policy_version text not null
  )`,
  `create table transitions (
    id text primary key,
    service text not null, "from" text not null, "to" text not null, at bigint not null,
    slo text, remaining_ratio double precision,
    policy_version text not null
  )`,
  'create index transitions_by_time on transitions (service, at, id)',
  `create table said_notices (
    service text not null, name text not null,
    said_at bigint not null, last_held_at bigint not null,
    primary key (service, name)
  )`,
  `create table discovered_slos (
    service text not null, slo text not null,
    source text not null, recorded_by text not null,
    objective text not null, window_ms bigint not null,
    missing_since bigint,
    primary key (service, slo)
  )`,

  `create table level_freezes (
    id text primary key,
    service text not null, level text not null,
    began_at bigint not null, ended_at bigint,
    incident_commander text, war_room text,
    subject text not null, announcement text
  )`,
  'create index level_freezes_by_time on level_freezes (service, began_at, id)',
  `create table declared_freezes (
    id text primary key,
    kind text not null, service text not null, reason text not null,
    declared_by text not null, declared_at bigint not null, until bigint,
    ended_at bigint, ended_by text, told_in text
  )`,
  'create index declared_freezes_by_post on declared_freezes (told_in)',
  'create index declared_freezes_by_end on declared_freezes (ended_at, declared_at)',
  `create table window_runs (
    id text primary key,
    name text not null, "from" bigint not null, until bigint not null,
    reason text not null, time_zone text not null,
    services text, changes text,
    began_at bigint not null, ended_at bigint
  )`,
  'create index window_runs_by_end on window_runs (ended_at)',
  `create table postmortems (
    id text primary key,
    service text not null, author text not null, filed_at bigint not null, content text not null,
    incident_id text, level text not null, answers text
  )`,
  'create index postmortems_by_time on postmortems (service, filed_at, id)',

  `create table incidents (
    id text primary key,
    service text not null, started_at bigint not null, ended_at bigint,
    what text not null,
    failed_ratio double precision, cost_ratio double precision, slo text,
    entered_by text not null, opened_at bigint not null, closed_by text,
    is_cost_final bigint not null, corrected text not null,
    storm text, merged_into text, detection text
  )`,
  'create index incidents_by_end on incidents (ended_at)',
  'create index incidents_by_opening on incidents (opened_at)',
  'create index incidents_by_storm on incidents (storm, merged_into, ended_at, started_at)',
  'create index incidents_by_cost_state on incidents (is_cost_final)',
  `create table episodes (
    source text not null, fingerprint text not null, started_at bigint not null, ended_at bigint,
    incident text not null,
    primary key (source, fingerprint, started_at)
  )`,
  `create table incident_notes (
    id text primary key,
    incident text not null, at bigint not null, author text not null, text text not null
  )`,
  'create index incident_notes_by_incident on incident_notes (incident)',
  `create table burn_alerts (
    id text primary key,
    service text not null, slo text not null, severity text not null,
    started_at bigint not null, ended_at bigint,
    rules text not null, quiet_since bigint,
    subject text not null, thread text not null,
    told text not null, has_head bigint not null, told_at bigint not null,
    directs text not null, mailed text not null
  )`,
  'create index burn_alerts_by_end on burn_alerts (ended_at, started_at)',
  'create index burn_alerts_by_thread on burn_alerts (thread)',

  `create table actions (
    id text primary key,
    service text not null, level text not null, name text not null, text text not null,
    owner text, escalate_to text, assignee text,
    started_at bigint not null, due_at bigint not null, level_since bigint not null,
    repeats_ms bigint, insist_ms bigint,
    proof text, state text not null,
    closed_at bigint, closed_by text, evidence text,
    reminded_at bigint, overdue_at bigint, escalated_at bigint,
    subject text not null, thread text not null
  )`,
  'create index actions_by_state on actions (state, service)',
  'create index actions_by_subject on actions (subject)',
  `create table top_actions (
    id text primary key,
    service text not null, position bigint not null, text text not null, owner text not null,
    added_by text not null, added_at bigint not null,
    done_at bigint, done_by text
  )`,
  'create index top_actions_by_place on top_actions (done_at, service, position)',
  `create table level_notices (
    id text primary key,
    service text not null, level text not null, at bigint not null,
    remaining_ratio double precision, young text, told_at bigint,
    previous_level text not null, announced_by text,
    told text not null, told_before text not null, ended_at bigint
  )`,
  'create index level_notices_by_told on level_notices (told_at)',
  'create index level_notices_by_service on level_notices (service, ended_at)',

  `create table requests (
    id text primary key,
    service text not null, change text not null, risk text not null,
    revision text not null, environment text not null,
    requested_by text not null, requested_at bigint not null, expires_at bigint not null,
    state text not null, summary text not null,
    answers text not null, approvals text not null, rejection text,
    decision text not null, decided_at bigint not null,
    way text, way_record text, escalations text not null,
    waiting_since bigint not null, reminded_at bigint,
    text_changes text not null, ended_at bigint, superseded_by text
  )`,
  `create index requests_for_gate on requests
    (service, revision, change, environment, requested_at, id)`,
  'create index requests_by_service on requests (service, requested_at, id)',
  'create index requests_by_person on requests (requested_by, requested_at, id)',
  'create index requests_by_time on requests (requested_at, id)',
  'create index requests_by_expiry on requests (state, expires_at)',
  'create index requests_by_way on requests (way, requested_at)',
  `create table grants (
    id text primary key,
    request_id text not null,
    service text not null, change text not null, risk text not null,
    revision text not null, environment text not null,
    level text not null, policy_version text not null, seats text not null,
    granted_at bigint not null, expires_at bigint not null,
    used_at bigint, uses text not null, voided_at bigint, voided_by text, lapsed_at bigint
  )`,
  `create index grants_unused on grants (expires_at)
    where used_at is null and voided_at is null and lapsed_at is null`,
  'create index grants_by_request on grants (request_id, granted_at, id)',
  'create index grants_by_service on grants (service, expires_at)',
  `create table rollouts (
    id text primary key,
    request_id text,
    service text not null, revision text not null, environment text not null,
    requested_by text not null, started_by text not null, started_at bigint not null,
    level text not null, plan text not null, state text not null,
    stage bigint not null, stage_at bigint not null,
    hold text, signed_by text not null,
    is_wait_told bigint not null, is_burn_accepted bigint not null,
    ended_at bigint, costs text not null, reports text not null, card text
  )`,
  'create index rollouts_by_request on rollouts (request_id)',
  'create index rollouts_by_revision on rollouts (service, revision, environment)',
  'create index rollouts_by_state on rollouts (state, service)',
  `create table planned_deployments (
    id text primary key,
    service text not null, revision text not null, change text not null, risk text not null,
    at bigint not null, is_staggered bigint not null,
    planned_by text not null, planned_at bigint not null,
    cancelled_at bigint, told_at bigint, let_through_at bigint
  )`,
  'create index planned_deployments_by_time on planned_deployments (at, id)',
  `create table absences (
    user_id text not null, "from" text not null, until text not null,
    primary key (user_id, "from")
  )`,
  'create table stakeholders (service text primary key, user_ids text not null)',
  `create table reviews (
    id text primary key,
    key text not null, due_at bigint not null, held_at bigint not null, content text not null
  )`,
  'create table review_times (key text primary key, due_at bigint not null)',

  `create table audit (
    seq ${rowNumber} primary key,
    at bigint not null, kind text not null, actor text not null, service text not null,
    data text not null,
    previous_hash text not null, hash text not null
  )`,
  `create table outbox (
    id text primary key,
    seq bigint not null,
    act text not null, subject text not null, address text not null, content text not null,
    owed_at bigint not null,
    rank bigint not null, needs text, topic text,
    state text not null, attempts bigint not null, not_before bigint not null,
    error text, ended_at bigint
  )`,
  'create index outbox_by_order on outbox (seq)',
  "create index outbox_pending on outbox (address, rank, seq) where state in ('owed', 'sending')",
  "create index outbox_by_topic on outbox (topic) where topic is not null and state = 'owed'",
  'create index outbox_by_subject on outbox (subject, state)',
  'create index outbox_by_age on outbox (ended_at)',
  'create table posts (subject text primary key, reference text not null)',
]
