import { z } from 'zod'
import type { Absence, CalendarStore, PlannedDeployment } from '../../core/calendar/planned-deployment.ts'
import { replaced } from './database.ts'
import type { Database, PlannedDeploymentTable } from './schema.ts'
import { storedJson } from './stored-value.ts'

const userIdsSchema = z.array(z.string())

export class CalendarStorage implements CalendarStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async savePlan(plan: PlannedDeployment): Promise<void> {
    await this.#db
      .insertInto('planned_deployments')
      .values({
        id: plan.id,
        service: plan.service,
        revision: plan.revision,
        change: plan.change,
        risk: plan.risk,
        at: plan.at,
        staggered: plan.isStaggered ? 1 : 0,
        planned_by: plan.plannedBy,
        planned_at: plan.plannedAt,
        cancelled_at: plan.cancelledAt,
        told_at: plan.toldAt,
        let_through_at: plan.letThroughAt,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(replaced(['cancelled_at', 'told_at', 'let_through_at'])),
      )
      .execute()
  }

  async plan(id: string): Promise<PlannedDeployment | undefined> {
    const row = await this.#db
      .selectFrom('planned_deployments')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && planOf(row)
  }

  async plans(from: number, until: number): Promise<readonly PlannedDeployment[]> {
    const rows = await this.#db
      .selectFrom('planned_deployments')
      .selectAll()
      .where('at', '>=', from)
      .where('at', '<', until)
      .where('cancelled_at', 'is', null)
      .orderBy('at')
      .orderBy('id')
      .execute()
    return rows.map(planOf)
  }

  async absences(from: string): Promise<readonly Absence[]> {
    const rows = await this.#db
      .selectFrom('absences')
      .selectAll()
      .where('last_day', '>=', from)
      .orderBy('first_day')
      .orderBy('user_id')
      .execute()
    return rows.map(({ user_id, first_day, last_day }) => ({
      userId: user_id,
      from: first_day,
      until: last_day,
    }))
  }

  async saveAbsence({ userId, from, until }: Absence): Promise<void> {
    await this.#db
      .insertInto('absences')
      .values({ user_id: userId, first_day: from, last_day: until })
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'first_day']).doUpdateSet(replaced(['last_day'])),
      )
      .execute()
  }

  async stakeholders(service: string): Promise<readonly string[] | null> {
    const row = await this.#db
      .selectFrom('stakeholders')
      .selectAll()
      .where('service', '=', service)
      .executeTakeFirst()
    return row === undefined
      ? null
      : storedJson(row.user_ids, userIdsSchema, { table: 'stakeholders', id: service, column: 'user_ids' })
  }

  async nameStakeholders(service: string, userIds: readonly string[]): Promise<void> {
    await this.#db
      .insertInto('stakeholders')
      .values({ service, user_ids: JSON.stringify(userIds) })
      .onConflict((conflict) => conflict.column('service').doUpdateSet(replaced(['user_ids'])))
      .execute()
  }
}

const planOf = (row: PlannedDeploymentTable): PlannedDeployment => ({
  id: row.id,
  service: row.service,
  revision: row.revision,
  change: row.change,
  risk: row.risk,
  at: row.at,
  isStaggered: row.staggered === 1,
  plannedBy: row.planned_by,
  plannedAt: row.planned_at,
  cancelledAt: row.cancelled_at,
  toldAt: row.told_at,
  letThroughAt: row.let_through_at,
})
