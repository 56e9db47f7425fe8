import type { SaidNotice, SaidNoticeStore } from '../../core/poll/said-notice.ts'
import { replaced } from './database.ts'
import type { Database } from './schema.ts'

export class NoticeStorage implements SaidNoticeStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async all(): Promise<readonly SaidNotice[]> {
    const rows = await this.#db.selectFrom('said_notices').selectAll().execute()
    return rows.map(({ service, name, said_at, last_held_at }) => ({
      service,
      name,
      saidAt: said_at,
      lastHeldAt: last_held_at,
    }))
  }

  async save(notices: readonly SaidNotice[]): Promise<void> {
    if (notices.length === 0) return
    await this.#db
      .insertInto('said_notices')
      .values(
        notices.map(({ service, name, saidAt, lastHeldAt }) => ({
          service,
          name,
          said_at: saidAt,
          last_held_at: lastHeldAt,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['service', 'name']).doUpdateSet(replaced(['said_at', 'last_held_at'])),
      )
      .execute()
  }
}
