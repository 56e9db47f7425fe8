import type { LevelNotice, LevelNoticeStore, TopAction, TopActionStore } from '../../core/actions/action.ts'
import { replaced } from './database.ts'
import type { Database, LevelNoticeTable, TopActionTable } from './schema.ts'

export class TopActionStorage implements TopActionStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(actions: readonly TopAction[]): Promise<void> {
    if (actions.length === 0) return
    await this.#db
      .insertInto('top_actions')
      .values(
        actions.map(({ id, service, position, text, owner, addedBy, addedAt, doneAt, doneBy }) => ({
          id,
          service,
          position,
          text,
          owner_id: owner.userId,
          owner_name: owner.name,
          added_by: addedBy,
          added_at: addedAt,
          done_at: doneAt,
          done_by: doneBy,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(replaced(['position', 'done_at', 'done_by'])),
      )
      .execute()
  }

  async open(service?: string): Promise<readonly TopAction[]> {
    const all = this.#db
      .selectFrom('top_actions')
      .selectAll()
      .where('done_at', 'is', null)
      .orderBy('service')
      .orderBy('position')
    const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
    return rows.map(topActionOf)
  }
}

const topActionOf = (row: TopActionTable): TopAction => ({
  id: row.id,
  service: row.service,
  position: row.position,
  text: row.text,
  owner: { userId: row.owner_id, name: row.owner_name },
  addedBy: row.added_by,
  addedAt: row.added_at,
  doneAt: row.done_at,
  doneBy: row.done_by,
})

export class LevelNoticeStorage implements LevelNoticeStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save({ id, service, level, at, remainingRatio, toldAt }: LevelNotice): Promise<void> {
    await this.#db
      .insertInto('level_notices')
      .values({ id, service, level, at, remaining_ratio: remainingRatio, told_at: toldAt })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(['told_at'])))
      .execute()
  }

  async untold(): Promise<readonly LevelNotice[]> {
    const rows = await this.#db
      .selectFrom('level_notices')
      .selectAll()
      .where('told_at', 'is', null)
      .orderBy('at')
      .orderBy('id')
      .execute()
    return rows.map(noticeOf)
  }
}

const noticeOf = ({ id, service, level, at, remaining_ratio, told_at }: LevelNoticeTable): LevelNotice => ({
  id,
  service,
  level,
  at,
  remainingRatio: remaining_ratio,
  toldAt: told_at,
})
