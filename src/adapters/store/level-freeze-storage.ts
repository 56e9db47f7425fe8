import type { LevelFreeze, LevelFreezeStore } from '../../core/freezes/level-freeze.ts'
import { ONE, replaced } from './database.ts'
import type { Database, LevelFreezeTable } from './schema.ts'
import { messageContent, storedJson } from './stored-value.ts'

export class LevelFreezeStorage implements LevelFreezeStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(freeze: LevelFreeze): Promise<void> {
    await this.#db
      .insertInto('freezes')
      .values({
        id: freeze.id,
        service: freeze.service,
        level: freeze.level,
        began_at: freeze.beganAt,
        ended_at: freeze.endedAt,
        incident_commander: freeze.incidentCommander,
        war_room: freeze.warRoom,
        subject: freeze.subject,
        announcement: freeze.announcement && JSON.stringify(freeze.announcement),
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(
            replaced([
              'level',
              'began_at',
              'ended_at',
              'incident_commander',
              'war_room',
              'subject',
              'announcement',
            ]),
          ),
      )
      .execute()
  }

  async current(service: string): Promise<LevelFreeze | undefined> {
    const row = await this.#newestFirst(service).where('ended_at', 'is', null).limit(ONE).executeTakeFirst()
    return row && freezeOf(row)
  }

  async of(service: string, limit: number): Promise<readonly LevelFreeze[]> {
    const rows = await this.#newestFirst(service).limit(limit).execute()
    return rows.map(freezeOf)
  }

  #newestFirst(service: string) {
    return this.#db
      .selectFrom('freezes')
      .selectAll()
      .where('service', '=', service)
      .orderBy('began_at', 'desc')
      .orderBy('id', 'desc')
  }
}

const freezeOf = (row: LevelFreezeTable): LevelFreeze => ({
  id: row.id,
  service: row.service,
  level: row.level,
  beganAt: row.began_at,
  endedAt: row.ended_at,
  incidentCommander: row.incident_commander,
  warRoom: row.war_room,
  subject: row.subject,
  announcement:
    row.announcement === null
      ? null
      : storedJson(row.announcement, messageContent, {
          table: 'freezes',
          id: row.id,
          column: 'announcement',
        }),
})
