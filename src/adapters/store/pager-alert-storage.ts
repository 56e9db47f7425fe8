import { ALERT_CAUSES, type PagerAlert, type PagerAlertStore } from '../../core/paging/pager-alert.ts'
import { save } from './database.ts'
import { rowFormat, texts, word } from './row.ts'
import type { Database } from './schema.ts'

const { toRow, fromRow } = rowFormat<PagerAlert>('pagerAlerts', 'key', {
  cause: word(ALERT_CAUSES),
  pagers: texts,
})

export const pagerAlertStorage = (db: Database): PagerAlertStore => ({
  save: (alert) => save(db, 'pagerAlerts', ['key'], [toRow(alert)]),

  async byKey(key) {
    const row = await db.selectFrom('pagerAlerts').selectAll().where('key', '=', key).executeTakeFirst()
    return row && fromRow(row)
  },

  async open(service) {
    const rows = await db
      .selectFrom('pagerAlerts')
      .selectAll()
      .where('service', '=', service)
      .where('resolvedAt', 'is', null)
      .orderBy('triggeredAt')
      .orderBy('key')
      .execute()
    return rows.map(fromRow)
  },
})
