import { sql } from 'kysely'
import {
  type Outbox,
  outboxOn,
  type OwedMessage,
  postNeeded,
  rankOf,
} from '../../core/kernel/outbox/owed-message.ts'
import { chunksOf, insert, ONE, together } from './database.ts'
import { deliveryFormat } from './delivery-storage.ts'
import type { Database, OutboxRow } from './schema.ts'

/** An update that replaces another takes its place in the queue, so that a busy subject cannot put itself off for ever. */
export const outboxStorage = (db: Database): Outbox =>
  outboxOn(async (messages) => {
    if (messages.length === 0) return
    await together(db, async (within) => {
      const known = await knownIds(within, messages)
      const waiting = await waitingUpdates(within, messages)
      let seq = await lastSeq(within)
      const rows: OutboxRow[] = []
      const replaced = new Map<string, OutboxRow>()
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
        row.notBefore = oldest.notBefore
        for (const older of [oldest, ...others]) {
          older.state = 'replaced'
          older.endedAt = message.owedAt
          replaced.set(older.id, older)
        }
      }
      for (const row of rows) replaced.delete(row.id)
      for (const [id, { state, endedAt }] of replaced)
        await within.updateTable('outbox').set({ state, endedAt }).where('id', '=', id).execute()
      for (const { topic, address, owedAt } of rows)
        if (topic !== null) await dropOutdated(within, topic, address, owedAt)
      await insert(within, 'outbox', rows)
    })
  })

async function knownIds(db: Database, messages: readonly OwedMessage[]): Promise<Set<string>> {
  const known = new Set<string>()
  const ids = messages.map(({ id }) => id)
  for (const chunk of chunksOf(ids, 1)) {
    const rows = await db.selectFrom('outbox').select('id').where('id', 'in', chunk).execute()
    for (const { id } of rows) known.add(id)
  }
  return known
}

/** Updates that are owed already, by subject, oldest first. More than one when the older was being sent meanwhile. */
async function waitingUpdates(
  db: Database,
  messages: readonly OwedMessage[],
): Promise<Map<string, OutboxRow[]>> {
  const subjects = messages.filter(({ act }) => act === 'update').map(({ subject }) => subject)
  const waiting = new Map<string, OutboxRow[]>()
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

async function dropOutdated(db: Database, topic: string, address: string, endedAt: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'replaced', endedAt })
    .where('topic', '=', topic)
    .where('address', '=', address)
    .where(sql<boolean>`"state" = 'owed'`)
    .execute()
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

const rowOf = ({ urgency, topic, ...message }: OwedMessage, seq: number): OutboxRow => ({
  ...deliveryFormat.toRow({
    ...message,
    rank: rankOf(message.act, urgency),
    seq,
    state: 'owed',
    attempts: 0,
    notBefore: message.owedAt,
    error: null,
  }),
  needs: postNeeded(message),
  topic: topic ?? null,
  endedAt: null,
})
