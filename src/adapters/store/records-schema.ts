import { type Kysely, sql } from 'kysely'
import type { AuditKind } from '../../core/kernel/audit/audit-entry.ts'
import { aboutOf } from '../../core/kernel/audit/about.ts'
import { jsonObject } from './row.ts'

/** What the audit log and the lists of records are looked up by. */
export async function indexRecords(db: Kysely<unknown>): Promise<void> {
  await sql`alter table audit add column about text`.execute(db)
  await sayWhatEntriesAreAbout(db)
  for (const statement of INDEXES) await sql.raw(statement).execute(db)
}

/** None of them holds an answer of the gate: they come by the thousand, and each index would cost each of them. */
const INDEXES = [
  "create index audit_by_time on audit (at, seq) where kind <> 'gate'",
  "create index audit_by_record on audit (about, at, seq) where kind <> 'gate'",
  "create index audit_by_actor on audit (actor, at, seq) where kind <> 'gate'",
  "create index audit_by_kind on audit (kind, at, seq) where kind <> 'gate'",
  "create index audit_by_service on audit (service, at, seq) where kind <> 'gate'",
  'create index incidents_by_whole on incidents (merged_into) where merged_into is not null',
  'create index declared_freezes_by_service on declared_freezes (service, declared_at, id)',
  'create index window_runs_by_time on window_runs (began_at, id)',
  'create index episodes_by_incident on episodes (incident, started_at)',
]

const ROWS_AT_ONCE = 1_000

async function sayWhatEntriesAreAbout(db: Kysely<unknown>): Promise<void> {
  for (let next = 1; ;) {
    const { rows } = await sql<{ seq: number; kind: AuditKind; data: string }>`
      select seq, kind, data from audit where seq >= ${next} order by seq limit ${ROWS_AT_ONCE}`.execute(db)
    for (const { seq, kind, data } of rows) {
      const about = aboutOf({ kind, data: jsonObject.parse(JSON.parse(data)) })
      if (about !== null) await sql`update audit set about = ${about} where seq = ${seq}`.execute(db)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < ROWS_AT_ONCE) return
    next = last.seq + 1
  }
}
