import { z } from 'zod'
import type { CorrectnessAnswers, Postmortem, PostmortemStore } from '../../core/freezes/postmortem.ts'
import type { Database, PostmortemTable } from './schema.ts'
import { storedJson } from './stored-value.ts'

const answers: z.ZodType<CorrectnessAnswers> = z.object({
  records: z.string(),
  repair: z.string(),
  cause: z.string(),
})

export class PostmortemStorage implements PostmortemStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async add(postmortem: Postmortem): Promise<void> {
    await this.#db
      .insertInto('postmortems')
      .values({
        id: postmortem.id,
        service: postmortem.service,
        author: postmortem.author,
        filed_at: postmortem.filedAt,
        content: postmortem.content,
        hold_id: postmortem.incidentId,
        level: postmortem.level,
        answers: postmortem.answers && JSON.stringify(postmortem.answers),
      })
      .execute()
  }

  async latest(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db
      .selectFrom('postmortems')
      .select(({ fn }) => ['service', fn.max('filed_at').as('filed_at')])
      .groupBy('service')
      .execute()
    return new Map(rows.map(({ service, filed_at }) => [service, filed_at]))
  }

  async of(service: string, limit: number): Promise<readonly Postmortem[]> {
    const rows = await this.#db
      .selectFrom('postmortems')
      .selectAll()
      .where('service', '=', service)
      .orderBy('filed_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(postmortemOf)
  }
}

const postmortemOf = (row: PostmortemTable): Postmortem => ({
  id: row.id,
  service: row.service,
  author: row.author,
  filedAt: row.filed_at,
  content: row.content,
  incidentId: row.hold_id,
  level: row.level,
  answers:
    row.answers === null
      ? null
      : storedJson(row.answers, answers, { table: 'postmortems', id: row.id, column: 'answers' }),
})
