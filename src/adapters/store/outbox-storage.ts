import type { Outbox, OwedMessage } from '../../core/kernel/outbox/owed-message.ts'
import { chunksOf, ONE, together } from './database.ts'
import type { Database, OutboxTable } from './schema.ts'

/** An update that a newer one took the place of. Kept for a while, because its id must stay known. */
export const REPLACED = 'replaced'

export class OutboxStorage implements Outbox {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** An update that replaces another takes its place in the queue, so that a busy subject cannot put itself off for ever. */
  async owe(messages: readonly OwedMessage[]): Promise<void> {
    if (messages.length === 0) return
    await together(this.#db, async (db) => {
      const known = await knownIds(db, messages)
      const waiting = await waitingUpdates(db, messages)
      let seq = await lastSeq(db)
      const rows: OutboxTable[] = []
      const replaced = new Map<string, OutboxTable>()
      for (const message of messages) {
        if (known.has(message.id)) continue
        known.add(message.id)
        const row = rowOf(message, ++seq)
        rows.push(row)
        if (message.act !== 'update') continue
        const [oldest, ...others] = waiting.get(message.subject) ?? []
        waiting.set(message.subject, [row])
        if (oldest === undefined) continue
        row.seq = oldest.seq
        row.not_before = oldest.not_before
        for (const older of [oldest, ...others]) {
          older.state = REPLACED
          older.ended_at = message.owedAt
          replaced.set(older.id, older)
        }
      }
      for (const row of rows) replaced.delete(row.id)
      for (const [id, { ended_at }] of replaced) {
        await db.updateTable('outbox').set({ state: REPLACED, ended_at }).where('id', '=', id).execute()
      }
      for (const chunk of chunksOf(rows, 14)) await db.insertInto('outbox').values(chunk).execute()
    })
  }
}

async function knownIds(db: Database, messages: readonly OwedMessage[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (const chunk of chunksOf(
    messages.map(({ id }) => id),
    1,
  )) {
    const rows = await db.selectFrom('outbox').select('id').where('id', 'in', chunk).execute()
    for (const { id } of rows) known.add(id)
  }
  return known
}

/** Updates that are owed already, by subject, oldest first. More than one when the older was being sent meanwhile. */
async function waitingUpdates(
  db: Database,
  messages: readonly OwedMessage[],
): Promise<Map<string, OutboxTable[]>> {
  const subjects = messages.filter(({ act }) => act === 'update').map(({ subject }) => subject)
  const waiting = new Map<string, OutboxTable[]>()
  for (const chunk of chunksOf([...new Set(subjects)], 1)) {
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('subject', 'in', chunk)
      .where('state', '=', 'owed')
      .where('act', '=', 'update')
      .orderBy('seq')
      .execute()
    for (const row of rows) waiting.set(row.subject, [...(waiting.get(row.subject) ?? []), row])
  }
  return waiting
}

async function lastSeq(db: Database): Promise<number> {
  const last = await db
    .selectFrom('outbox')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(ONE)
    .executeTakeFirst()
  return last?.seq ?? 0
}

const rowOf = (message: OwedMessage, seq: number): OutboxTable => ({
  id: message.id,
  seq,
  act: message.act,
  subject: message.subject,
  address: JSON.stringify(message.address),
  content: JSON.stringify(message.content),
  owed_at: message.owedAt,
  state: 'owed',
  attempts: 0,
  not_before: message.owedAt,
  error: null,
  ended_at: null,
  channel_id: null,
  ts: null,
})
