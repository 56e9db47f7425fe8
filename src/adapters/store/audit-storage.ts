import { CompiledQuery, type DialectAdapter } from 'kysely'
import {
  AUDIT_KINDS,
  type AuditEntry,
  type AuditKind,
  type AuditLog,
  type NewAuditEntry,
} from '../../core/kernel/audit/audit-entry.ts'
import { chained, type ChainedEntry } from '../../core/kernel/audit/chain.ts'
import { chunksOf, ONE, together } from './database.ts'
import type { AuditTable, Database } from './schema.ts'
import { jsonObject, storedJson, storedWord } from './stored-value.ts'

const KINDS = Object.fromEntries(AUDIT_KINDS.map((kind) => [kind, true])) as Record<AuditKind, true>

const PAGE = 500
const MOST_KEPT_ROWS = 250

export class AuditStorage implements AuditLog {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Reads the end of the chain and continues it in one transaction, so that no two entries share a place. */
  async append(entries: readonly NewAuditEntry[]): Promise<void> {
    if (entries.length === 0) return
    await together(this.#db, async (db) => {
      const last = await db
        .selectFrom('audit')
        .select(['seq', 'hash'])
        .orderBy('seq', 'desc')
        .limit(ONE)
        .executeTakeFirst()
      for (const chunk of chunksOf(chained(last, entries).map(rowOf), 8)) {
        await insert(db, chunk)
      }
    })
  }

  async *entries(fromSeq = 1): AsyncIterable<AuditEntry> {
    for (let next = fromSeq; ;) {
      const rows = await this.#db
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>=', next)
        .orderBy('seq')
        .limit(PAGE)
        .execute()
      yield* rows.map(entryOf)
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return
      next = last.seq + 1
    }
  }
}

/** Texts of insertions by their number of rows, for each kind of database: building one costs as much as running it. */
const insertions = new WeakMap<DialectAdapter, Map<number, string>>()

async function insert(db: Database, rows: readonly AuditTable[]): Promise<void> {
  const { adapter } = db.getExecutor()
  const texts = insertions.get(adapter) ?? new Map<number, string>()
  insertions.set(adapter, texts)
  const text = texts.get(rows.length) ?? db.insertInto('audit').values(rows).compile().sql
  if (rows.length <= MOST_KEPT_ROWS) texts.set(rows.length, text)
  // Each row has its fields in the order of the first one, which is that of the text.
  const parameters = rows.flatMap((row): unknown[] => Object.values(row))
  await db.executeQuery(CompiledQuery.raw(text, parameters))
}

const rowOf = (entry: ChainedEntry): AuditTable => ({
  seq: entry.seq,
  at: entry.at,
  kind: entry.kind,
  actor: entry.actor,
  service: entry.service,
  data: entry.dataText,
  previous_hash: entry.previousHash,
  hash: entry.hash,
})

const entryOf = (row: AuditTable): AuditEntry => ({
  seq: row.seq,
  at: row.at,
  kind: storedWord(row.kind, KINDS, { table: 'audit', id: row.seq, column: 'kind' }),
  actor: row.actor,
  service: row.service,
  data: storedJson(row.data, jsonObject, { table: 'audit', id: row.seq, column: 'data' }),
  previousHash: row.previous_hash,
  hash: row.hash,
})
