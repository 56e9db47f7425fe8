import { sql, type UpdateObject } from 'kysely'
import type { Delivery, DeliveryState, DeliveryStore } from '../../core/kernel/outbox/delivery.ts'
import type { OwedMessage, PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import type { SentLater } from '../../core/paging/paging-world.ts'
import type { PostAddresses } from '../../core/shadow/shadow-outbox.ts'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import { chunksOf, ONE, save, together } from './database.ts'
import { json, messageAddress, messageContent, rowFormat, wordOf } from './row.ts'
import type { Database, Schema } from './schema.ts'

const KEPT_MS = 30 * DAY_MS

export const deliveryFormat = rowFormat<Omit<OwedMessage, 'urgency' | 'topic'> & Omit<Delivery, 'message'>>(
  'outbox',
  'id',
  {
    address: json(messageAddress),
    content: json(messageContent),
    act: wordOf<OwedMessage['act']>({ post: true, reply: true, update: true }),
    state: wordOf<DeliveryState>({ owed: true, sending: true, sent: true, failed: true }),
  },
)

const PENDING: readonly DeliveryState[] = ['owed', 'sending']

/** As the index of pending messages has it, which serves no other wording. */
const IS_PENDING = sql<boolean>`"state" in ('owed', 'sending')`

export interface DeliveryStorage extends DeliveryStore, PostAddresses, SentLater {
  /** Messages in `owed` or `sending`, oldest first; of each address at most `limit`. */
  pending(limit: number): Promise<readonly Delivery[]>
  /** Forgets messages that were sent, given up or replaced 30 days ago. Where their subjects' posts are stays known. */
  thin(now: number): Promise<void>
}

export const deliveryStorage = (db: Database): DeliveryStorage => ({
  async pending(limit) {
    const rows = await db
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
          .where('state', 'in', PENDING)
          .$narrowType<{ state: DeliveryState }>()
          .as('waiting'),
      )
      .selectAll()
      .where('place', '<=', limit)
      .orderBy('seq')
      .execute()
    return rows.map(deliveryOf)
  },

  async addressOf(subject) {
    const row = await db
      .selectFrom('outbox')
      .select('address')
      .where('id', '=', subject)
      .where('act', '=', 'post')
      .executeTakeFirst()
    return row && messageAddress.parse(JSON.parse(row.address))
  },

  async count() {
    const { count } = await db
      .selectFrom('outbox')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where(IS_PENDING)
      .executeTakeFirstOrThrow()
    return count
  },

  async next() {
    const rows = await db
      .with('addresses', (some) => some.selectFrom('outbox').select('address').distinct().where(IS_PENDING))
      .selectFrom('addresses')
      .innerJoin('outbox', (join) =>
        join.on('outbox.id', '=', (eb) =>
          eb
            .selectFrom('outbox as first')
            .select('first.id')
            .whereRef('first.address', '=', 'addresses.address')
            .where(IS_PENDING)
            .where((is) =>
              is.or([
                is('first.needs', 'is', null),
                is.exists(is.selectFrom('posts').select('subject').whereRef('subject', '=', 'first.needs')),
              ]),
            )
            .orderBy('first.rank')
            .orderBy('first.seq')
            .limit(ONE),
        ),
      )
      .leftJoin('posts', 'posts.subject', 'outbox.needs')
      .selectAll('outbox')
      .select('posts.reference')
      .$narrowType<{ state: DeliveryState }>()
      .orderBy('outbox.rank')
      .orderBy('outbox.seq')
      .execute()
    return rows.map(({ reference, ...row }) => {
      const { needs } = row
      const post = needs === null || reference === null ? null : { subject: needs, reference }
      return { ...deliveryOf(row), post }
    })
  },

  async orphans() {
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where(IS_PENDING)
      .where('needs', 'is not', null)
      .where((is) =>
        is.not(
          is.exists(is.selectFrom('posts').select('subject').whereRef('posts.subject', '=', 'outbox.needs')),
        ),
      )
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('outbox as post')
              .select('post.id')
              .whereRef('post.subject', '=', 'outbox.needs')
              .where('post.state', 'in', PENDING)
              .where('post.act', '=', 'post'),
          ),
        ),
      )
      .$narrowType<{ state: DeliveryState }>()
      .orderBy('seq')
      .execute()
    return rows.map(deliveryOf)
  },

  /** Counts the attempt. */
  async begin(id) {
    const begun = await db
      .updateTable('outbox')
      .set({ state: 'sending', attempts: sql`"attempts" + 1` })
      .where('id', '=', id)
      .where(IS_PENDING)
      .returning('id')
      .executeTakeFirst()
    if (begun !== undefined) return true
    await expectKnown(db, id)
    return false
  },

  async withdraw(ids, at) {
    const untried = new Set<string>()
    for (const chunk of chunksOf(ids, 1)) {
      const rows = await db
        .updateTable('outbox')
        .set({ state: 'replaced', endedAt: at })
        .where('id', 'in', chunk)
        .where('state', '=', 'owed')
        .returning(['id', 'attempts'])
        .execute()
      for (const { id, attempts } of rows) if (attempts === 0) untried.add(id)
    }
    return untried
  },

  async finish(id, posted, at) {
    await together(db, async (within) => {
      const { act } = await change(within, id, { state: 'sent', error: null, endedAt: at })
      // A reply stands in its subject's thread and is not the subject's post.
      if (posted === null || act !== 'post') return
      const { subject, reference } = posted
      await save(within, 'posts', ['subject'], [{ subject, reference, postedAt: at }])
    })
  },

  async postpone(id, error, notBefore) {
    await change(db, id, { state: 'owed', error, notBefore })
  },

  async fail(id, error, at) {
    await change(db, id, { state: 'failed', error, endedAt: at })
  },

  async doubtOwed() {
    const doubted = await db
      .updateTable('outbox')
      .set({ state: 'sending' })
      .where(sql<boolean>`"state" = 'owed'`)
      .where('act', '<>', 'update')
      .returning('id')
      .execute()
    return doubted.length
  },

  posted: (subject): Promise<PostedMessage | undefined> =>
    db.selectFrom('posts').select(['subject', 'reference']).where('subject', '=', subject).executeTakeFirst(),

  async thin(now) {
    await db
      .deleteFrom('outbox')
      .where('endedAt', '<=', now - KEPT_MS)
      .execute()
  },
})

async function expectKnown(db: Database, id: string): Promise<void> {
  const known = await db.selectFrom('outbox').select('id').where('id', '=', id).executeTakeFirst()
  if (known === undefined) throw new Error(`no message ${id} is in the outbox`)
}

async function change(db: Database, id: string, values: UpdateObject<Schema, 'outbox'>) {
  const changed = await db
    .updateTable('outbox')
    .set(values)
    .where('id', '=', id)
    .returning('act')
    .executeTakeFirst()
  if (changed === undefined) throw new Error(`no message ${id} is in the outbox`)
  return changed
}

function deliveryOf(row: Parameters<typeof deliveryFormat.fromRow>[0]): Delivery {
  const found = deliveryFormat.fromRow(row)
  const { id, address, subject, content, owedAt, act } = found
  const { rank, seq, state, attempts, notBefore, error } = found
  return {
    message: { id, address, subject, content, owedAt, act },
    rank,
    seq,
    state,
    attempts,
    notBefore,
    error,
  }
}
