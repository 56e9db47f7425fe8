import { z } from 'zod'
import { BURN_SEVERITIES } from '../../core/budgets/burn-rule.ts'
import type { BurnAlert, BurnAlertStore } from '../../core/burn-alerts/burn-alert.ts'
import type { BurnAlertMessage } from '../../core/burn-alerts/messages.ts'
import { save } from './database.ts'
import { flag, json, messageContent, rowFormat, texts, word } from './row.ts'
import type { Database } from './schema.ts'

const { toRow, fromRow } = rowFormat<BurnAlert>('burnAlerts', 'id', {
  severity: word(BURN_SEVERITIES),
  rules: texts,
  // Facts of a message as they were posted; the templates check them again.
  told: json(
    z.custom<BurnAlertMessage>((value) => messageContent.safeParse(value).data?.kind === 'burn-alert'),
  ),
  hasHead: flag,
  directs: texts,
  mailed: texts,
})

export function burnAlertStorage(db: Database): BurnAlertStore {
  const oldestFirst = () => db.selectFrom('burnAlerts').selectAll().orderBy('startedAt').orderBy('id')
  return {
    save: (alert) => save(db, 'burnAlerts', ['id'], [toRow(alert)]),

    async open() {
      return (await oldestFirst().where('endedAt', 'is', null).execute()).map(fromRow)
    },

    async inThread(thread) {
      return (await oldestFirst().where('thread', '=', thread).execute()).map(fromRow)
    },
  }
}
