import { sql } from 'kysely'
import { z } from 'zod'
import type { Delivery, DeliveryState, DeliveryStore } from '../../core/kernel/outbox/delivery.ts'
import type { Address, OwedMessage, PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import { replaced, together } from './database.ts'
import type { Database, OutboxTable } from './schema.ts'
import type { Place } from './stored-value.ts'
import { messageContent, storedJson, storedWord } from './stored-value.ts'

const KEPT_MS = 30 * DAY_MS

const STATES: Record<DeliveryState, true> = { owed: true, sending: true, sent: true, failed: true }
const ACTS: Record<OwedMessage['act'], true> = { post: true, reply: true, update: true }

const address: z.ZodType<Address> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('channel'),
    purpose: z.enum(['announcements', 'approvals', 'incidents']),
    thread: z.string().optional(),
  }),
  z.object({ kind: z.literal('team'), channel: z.string() }),
  z.object({ kind: z.literal('person'), userId: z.string() }),
  z.object({ kind: z.literal('mail'), to: z.array(z.string()) }),
  z.object({ kind: z.literal('webhook'), receiver: z.string() }),
])

export class DeliveryStorage implements DeliveryStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async pending(limit: number): Promise<readonly Delivery[]> {
    const rows = await this.#db
      .selectFrom((outer) =>
        outer
          .selectFrom('outbox')
          .selectAll()
          .select(({ fn }) =>
            fn
              .agg<number>('row_number')
              .over((over) => over.partitionBy('address').orderBy('seq'))
              .as('place'),
          )
          .where('state', 'in', ['owed', 'sending'])
          .as('waiting'),
      )
      .selectAll()
      .where('place', '<=', limit)
      .orderBy('seq')
      .execute()
    return rows.map(deliveryOf)
  }

  /** Counts the attempt. */
  async begin(id: string): Promise<void> {
    await this.#change(id, { state: 'sending', attempts: sql`"attempts" + 1` })
  }

  async finish(id: string, posted: PostedMessage | null, at: number): Promise<void> {
    await together(this.#db, async (db) => {
      const { act } = await new DeliveryStorage(db).#change(id, {
        state: 'sent',
        error: null,
        ended_at: at,
        channel_id: posted?.channelId ?? null,
        ts: posted?.ts ?? null,
      })
      // A reply stands in its subject's thread and is not the subject's post.
      if (posted === null || act !== 'post') return
      await db
        .insertInto('posts')
        .values({ subject: posted.subject, channel_id: posted.channelId, ts: posted.ts })
        .onConflict((conflict) => conflict.column('subject').doUpdateSet(replaced(['channel_id', 'ts'])))
        .execute()
    })
  }

  async postpone(id: string, error: string, notBefore: number): Promise<void> {
    await this.#change(id, { state: 'owed', error, not_before: notBefore })
  }

  async fail(id: string, error: string, at: number): Promise<void> {
    await this.#change(id, { state: 'failed', error, ended_at: at })
  }

  async posted(subject: string): Promise<PostedMessage | undefined> {
    const row = await this.#db
      .selectFrom('posts')
      .selectAll()
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row && { subject: row.subject, channelId: row.channel_id, ts: row.ts }
  }

  /** Forgets messages that were sent, given up or replaced 30 days ago. Where their subjects' posts are stays known. */
  async thin(now: number): Promise<void> {
    await this.#db
      .deleteFrom('outbox')
      .where('ended_at', '<=', now - KEPT_MS)
      .execute()
  }

  async #change(id: string, values: Changes): Promise<{ readonly act: string }> {
    const changed = await this.#db
      .updateTable('outbox')
      .set(values)
      .where('id', '=', id)
      .returning('act')
      .executeTakeFirst()
    if (changed === undefined) throw new Error(`no message ${id} is in the outbox`)
    return changed
  }
}

type Changes = Partial<Omit<OutboxTable, 'id' | 'attempts'>> & {
  readonly attempts?: ReturnType<typeof sql<number>>
}

function deliveryOf(row: OutboxTable): Delivery {
  const place = (column: string): Place => ({ table: 'outbox', id: row.id, column })
  return {
    message: {
      id: row.id,
      address: storedJson(row.address, address, place('address')),
      subject: row.subject,
      content: storedJson(row.content, messageContent, place('content')),
      owedAt: row.owed_at,
      act: storedWord(row.act, ACTS, place('act')),
    },
    seq: row.seq,
    state: storedWord(row.state, STATES, place('state')),
    attempts: row.attempts,
    notBefore: row.not_before,
    error: row.error,
  }
}
