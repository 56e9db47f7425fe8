import { type RawBuilder, sql } from 'kysely'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import { together } from './database.ts'
import type { Database } from './schema.ts'

/** So many records go in one transaction, with what belongs to them. */
const AT_ONCE = 200

interface Kind {
  readonly table: string
  readonly key: string
  /** Which have ended before the time, and nothing that is open refers to. */
  readonly isOver: (before: number) => RawBuilder<unknown>
  /** Tables of what goes with them, and the column that names them there. */
  readonly parts?: readonly (readonly [table: string, column: string])[]
}

const endedBefore =
  (column: string) =>
  (before: number): RawBuilder<unknown> =>
    sql`${sql.ref(column)} < ${before}`

const KINDS: readonly Kind[] = [
  {
    table: 'incidents',
    key: 'id',
    isOver: (before) => sql`opened_at < ${before} and (
      (merged_into is null and ended_at < ${before} and is_cost_final = 1)
      or (merged_into is not null
        and not exists (select 1 from incidents as whole where whole.id = incidents.merged_into))
    )
    and not exists (select 1 from postmortems where postmortems.about = incidents.id)
    and not exists (
      select 1 from actions where actions.state = 'open' and actions.incident like '%"' || incidents.id || '"%'
    )`,
    parts: [
      ['episodes', 'incident'],
      ['incident_notes', 'incident'],
      ['incident_risks', 'incident'],
    ],
  },
  {
    table: 'requests',
    key: 'id',
    isOver: (before) => sql`requested_at < ${before} and expires_at < ${before} and state <> 'open'
    and not exists (
      select 1 from grants where grants.request_id = requests.id and grants.expires_at >= ${before}
    )
    and not exists (
      select 1 from rollouts where rollouts.request_id = requests.id and rollouts.ended_at is null
    )`,
    parts: [
      ['grants', 'request_id'],
      ['gate_passes', 'request_id'],
      ['outcomes', 'request_id'],
    ],
  },
  {
    // The newest of a service says what its freezes wait for, however old it is.
    table: 'postmortems',
    key: 'id',
    isOver: (before) => sql`filed_at < ${before} and exists (
      select 1 from postmortems as newer
      where newer.service = postmortems.service and newer.filed_at > postmortems.filed_at
    )`,
  },
  {
    // The last one before the time says at which level the time begins.
    table: 'transitions',
    key: 'id',
    isOver: (before) => sql`at < ${before} and exists (
      select 1 from transitions as newer
      where newer.service = transitions.service and newer.at > transitions.at and newer.at < ${before}
    )`,
  },
  { table: 'rollouts', key: 'id', isOver: endedBefore('ended_at') },
  { table: 'burn_alerts', key: 'id', isOver: endedBefore('ended_at') },
  { table: 'level_freezes', key: 'id', isOver: endedBefore('ended_at') },
  { table: 'declared_freezes', key: 'id', isOver: endedBefore('ended_at') },
  { table: 'window_runs', key: 'id', isOver: endedBefore('ended_at') },
  {
    table: 'actions',
    key: 'id',
    isOver: (before) => sql`state <> 'open' and closed_at < ${before}`,
  },
  { table: 'top_actions', key: 'id', isOver: endedBefore('done_at') },
  { table: 'level_notices', key: 'id', isOver: endedBefore('ended_at') },
  { table: 'reviews', key: 'id', isOver: endedBefore('held_at') },
  { table: 'planned_deployments', key: 'id', isOver: endedBefore('at') },
  { table: 'pager_alerts', key: 'key', isOver: endedBefore('resolved_at') },
  {
    // A flag that is off still, or is being changed, has a way back.
    table: 'flag_changes',
    key: 'id',
    isOver: (before) =>
      sql`asked_at < ${before} and state in ('was-off', 'dry', 'left', 'restored', 'failed')`,
  },
]

/**
 * Forgets records that ended before the time and that nothing refers to which goes on: a few in each transaction, so that
 * nothing waits long. What was measured of periods, who accepted which risk, and the audit log are not among them. It can be
 * stopped and continued at any point. Returns how many were forgotten.
 */
export async function thinRecords(db: Database, before: number): Promise<number> {
  let forgotten = 0
  for (const kind of KINDS) {
    for (;;) {
      const count = await together(db, (within) => forget(within, kind, before))
      forgotten += count
      if (count < AT_ONCE) break
    }
  }
  await forgetGatePasses(db, before)
  await forgetAbsences(db, before)
  return forgotten
}

async function forget(db: Database, { table, key, isOver, parts = [] }: Kind, before: number) {
  const { rows } = await sql<{ key: string }>`
    select ${sql.ref(key)} as "key" from ${sql.table(table)} where ${isOver(before)} limit ${sql.lit(AT_ONCE)}
  `.execute(db)
  if (rows.length === 0) return 0
  const keys = rows.map((row) => row.key)
  const those = (column: string) => sql`${sql.ref(column)} in (${sql.join(keys)})`
  for (const [part, column] of parts)
    await sql`delete from ${sql.table(part)} where ${those(column)}`.execute(db)
  await sql`delete from ${sql.table(table)} where ${those(key)}`.execute(db)
  return rows.length
}

/** Those without a request, a week at a time. */
async function forgetGatePasses(db: Database, before: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ at: number | null }>`
      select min(at) as "at" from gate_passes where request_id is null and at < ${before}`.execute(db)
    const first = rows[0]?.at ?? null
    if (first === null) return
    const upTo = Math.min(before, first + 7 * DAY_MS)
    await sql`delete from gate_passes where request_id is null and at < ${upTo}`.execute(db)
  }
}

/** Their days are texts, which sort as they come. */
async function forgetAbsences(db: Database, before: number): Promise<void> {
  const day = new Date(before).toISOString().slice(0, 10)
  await sql`delete from absences where until < ${day}`.execute(db)
}
