import { sql } from 'kysely'
import type { AuditEntry } from '../../core/kernel/audit/audit-entry.ts'
import type { AuditFilter, AuditPage, AuditPages, AuditPlace } from '../../core/kernel/audit/audit-pages.ts'
import { AUDIT_COLUMNS, auditEntry } from './audit-row.ts'
import { firstSeq, notTheGate } from './audit-chain-storage.ts'
import { ONE } from './database.ts'
import type { Database } from './schema.ts'

/** No page looks through more entries than these, however few of them it shows. */
export const LOOKED_THROUGH = 20_000

/**
 * The gate's answers are most of the log and in no index but that of their numbers, because each index would cost every answer
 * more than its entry does. They are looked through; all others are found.
 */
export const auditPages = (db: Database): AuditPages => ({
  page: (filter) =>
    filter.about === undefined && (filter.kinds === 'all' || filter.kinds === 'gate')
      ? lookedThrough(db, filter)
      : found(db, filter),

  count: async () => (await lastSeq(db)) + 1 - (await beginning(db)),
})

/** The number of the oldest entry: those before were removed under a seal. From there on the log has no gaps. */
const beginning = async (db: Database): Promise<number> => (await firstSeq(db)) ?? 1

async function lastSeq(db: Database): Promise<number> {
  const last = await db.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(ONE).executeTakeFirst()
  return last?.seq ?? 0
}

/** Entries that are not the gate's, by time. The index of one of the filters finds them, the others are looked up in each. */
async function found(
  db: Database,
  { about, kinds, service, actor, from, until, before, limit }: AuditFilter,
): Promise<AuditPage> {
  const kind = kinds === 'all' || kinds === 'all-but-the-gate' ? undefined : kinds
  let candidates = db
    .selectFrom('audit')
    .select(AUDIT_COLUMNS)
    .where(notTheGate)
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
  if (from !== undefined) candidates = candidates.where('at', '>=', from)
  if (until !== undefined) candidates = candidates.where('at', '<', until)
  if (before !== undefined)
    candidates = candidates.where((eb) => eb(eb.refTuple('at', 'seq'), '<', eb.tuple(before.at, before.seq)))
  const equal = { about, actor, kind, service }
  const best = (['about', 'actor', 'kind', 'service'] as const).find((name) => equal[name] !== undefined)
  if (best !== undefined) candidates = candidates.where(best, '=', equal[best] ?? null)
  const within = candidates.limit(sql.lit(LOOKED_THROUGH)).as('audit')
  let query = db.selectFrom(within).select(AUDIT_COLUMNS).orderBy('at', 'desc').orderBy('seq', 'desc')
  for (const name of ['actor', 'kind', 'service'] as const)
    if (name !== best && equal[name] !== undefined) query = query.where(name, '=', equal[name])
  const rows = await query.limit(limit + 1).execute()
  return pageFrom(rows.map(auditEntry), limit, () =>
    candidates
      .clearSelect()
      .select(['at', 'seq'])
      .limit(ONE)
      .offset(sql.lit(LOOKED_THROUGH - 1))
      .executeTakeFirst(),
  )
}

/** Entries by their number, the gate's among them. */
async function lookedThrough(
  db: Database,
  { kinds, service, actor, from, until, before, limit }: AuditFilter,
): Promise<AuditPage> {
  const last = Math.min(
    before === undefined ? await lastSeq(db) : before.seq - 1,
    until === undefined ? Infinity : (await firstSince(db, until)) - 1,
  )
  const first = from === undefined ? await beginning(db) : await firstSince(db, from)
  const lowest = Math.max(first, last - LOOKED_THROUGH + 1)
  let query = db
    .selectFrom('audit')
    .select(AUDIT_COLUMNS)
    .where('seq', '>=', lowest)
    .where('seq', '<=', last)
    .orderBy('seq', 'desc')
  if (kinds === 'gate') query = query.where('kind', '=', kinds)
  if (service !== undefined) query = query.where('service', '=', service)
  if (actor !== undefined) query = query.where('actor', '=', actor)
  const rows = await query.limit(limit + 1).execute()
  return pageFrom(rows.map(auditEntry), limit, () =>
    lowest === first
      ? Promise.resolve(undefined)
      : db.selectFrom('audit').select(['at', 'seq']).where('seq', '=', lowest).executeTakeFirst(),
  )
}

/** `lookedTo`: where the search ended; undefined when it has seen everything. */
async function pageFrom(
  rows: readonly AuditEntry[],
  limit: number,
  lookedTo: () => Promise<AuditPlace | undefined>,
): Promise<AuditPage> {
  const entries = rows.slice(0, limit)
  const last = entries.at(-1)
  if (rows.length > limit && last !== undefined)
    return { entries, next: { at: last.at, seq: last.seq }, isCutShort: false }
  const end = await lookedTo()
  return { entries, next: end ?? null, isCutShort: end !== undefined }
}

/**
 * The number of the first entry at or after a time: one more than the last entry's where there is none. Halves the log again
 * and again, for which entries must stand in the order of their times, as they do while nobody sets the clock back.
 */
async function firstSince(db: Database, time: number): Promise<number> {
  let low = await beginning(db)
  let high = (await lastSeq(db)) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const entry = await db.selectFrom('audit').select('at').where('seq', '=', middle).executeTakeFirst()
    if ((entry?.at ?? time) < time) low = middle + 1
    else high = middle
  }
  return low
}
