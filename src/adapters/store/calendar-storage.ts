import type { CalendarStore, PlannedDeployment } from '../../core/calendar/planned-deployment.ts'
import { save } from './database.ts'
import { flag, rowFormat, texts } from './row.ts'
import type { Database, Stakeholders } from './schema.ts'

const watching = rowFormat<Stakeholders>('stakeholders', 'service', { userIds: texts })

const { toRow, fromRow } = rowFormat<PlannedDeployment>('plannedDeployments', 'id', { isStaggered: flag })

export const calendarStorage = (db: Database): CalendarStore => ({
  savePlan: (plan) => save(db, 'plannedDeployments', ['id'], [toRow(plan)]),

  async plan(id) {
    const row = await db.selectFrom('plannedDeployments').selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  },

  async plans(from, until) {
    const rows = await db
      .selectFrom('plannedDeployments')
      .selectAll()
      .where('at', '>=', from)
      .where('at', '<', until)
      .where('cancelledAt', 'is', null)
      .orderBy('at')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },

  absences: (from) =>
    db
      .selectFrom('absences')
      .selectAll()
      .where('until', '>=', from)
      .orderBy('from')
      .orderBy('userId')
      .execute(),

  saveAbsence: (absence) => save(db, 'absences', ['userId', 'from'], [absence]),

  async stakeholders(service) {
    const row = await db
      .selectFrom('stakeholders')
      .selectAll()
      .where('service', '=', service)
      .executeTakeFirst()
    return row === undefined ? null : watching.fromRow(row).userIds
  },

  nameStakeholders: (service, userIds) =>
    save(db, 'stakeholders', ['service'], [watching.toRow({ service, userIds })]),
})
