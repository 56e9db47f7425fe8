import { z } from 'zod'
import type { ReviewMessage } from '../../core/reviews/messages.ts'
import type { HeldReview, ReviewStore } from '../../core/reviews/review.ts'
import { save } from './database.ts'
import { json, messageContent, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const reviewMessage = z.custom<ReviewMessage>(
  (value) => messageContent.safeParse(value).data?.kind === 'review',
)
const { toRow, fromRow } = rowFormat<HeldReview>('reviews', 'id', { content: json(reviewMessage) })

export function reviewStorage(db: Database): ReviewStore {
  const remember = (key: string, dueAt: number) => save(db, 'reviewTimes', ['key'], [{ key, dueAt }])
  return {
    remember,

    async save(review) {
      await save(db, 'reviews', ['id'], [toRow(review)])
      await remember(review.key, review.dueAt)
    },

    async byId(id) {
      const row = await db.selectFrom('reviews').selectAll().where('id', '=', id).executeTakeFirst()
      return row && fromRow(row)
    },

    async lastDue() {
      const rows = await db.selectFrom('reviewTimes').selectAll().execute()
      return new Map(rows.map(({ key, dueAt }) => [key, dueAt]))
    },
  }
}
