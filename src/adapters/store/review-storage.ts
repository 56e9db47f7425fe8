import type { HeldReview, ReviewStore } from '../../core/reviews/review.ts'
import { replaced } from './database.ts'
import type { Database, ReviewTable } from './schema.ts'
import { messageContent, storedJson } from './stored-value.ts'

export class ReviewStorage implements ReviewStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save({ id, key, dueAt, heldAt, content }: HeldReview): Promise<void> {
    await this.#db
      .insertInto('reviews')
      .values({ id, key, due_at: dueAt, held_at: heldAt, content: JSON.stringify(content) })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(['content'])))
      .execute()
    await this.remember(key, dueAt)
  }

  async byId(id: string): Promise<HeldReview | undefined> {
    const row = await this.#db.selectFrom('reviews').selectAll().where('id', '=', id).executeTakeFirst()
    return row && reviewOf(row)
  }

  async remember(key: string, dueAt: number): Promise<void> {
    await this.#db
      .insertInto('review_times')
      .values({ key, due_at: dueAt })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(replaced(['due_at'])))
      .execute()
  }

  async lastDue(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db.selectFrom('review_times').selectAll().execute()
    return new Map(rows.map(({ key, due_at }) => [key, due_at]))
  }
}

const reviewOf = ({ id, key, due_at, held_at, content }: ReviewTable): HeldReview => ({
  id,
  key,
  dueAt: due_at,
  heldAt: held_at,
  content: storedJson(content, messageContent, { table: 'reviews', id, column: 'content' }),
})
