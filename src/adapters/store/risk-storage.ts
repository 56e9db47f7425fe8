import type { RiskAct } from '../../core/risks/acceptance.ts'
import type { RiskStore } from '../../core/risks/risk-store.ts'
import { ONE, save } from './database.ts'
import { flag, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const { toRow, fromRow } = rowFormat<RiskAct>('riskActs', 'risk', { isAccepted: flag })

export const riskStorage = (db: Database): RiskStore => ({
  async acts() {
    const rows = await db.selectFrom('riskActs').selectAll().orderBy('catalog').orderBy('risk').execute()
    return rows.map(fromRow)
  },

  saveAct: (act) => save(db, 'riskActs', ['catalog', 'risk'], [toRow(act)]),

  incidentRisks: (catalog) =>
    db.selectFrom('incidentRisks').selectAll().where('catalog', '=', catalog).orderBy('incident').execute(),

  riskOf: (incident) =>
    db.selectFrom('incidentRisks').selectAll().where('incident', '=', incident).executeTakeFirst(),

  saveIncidentRisk: (incidentRisk) => save(db, 'incidentRisks', ['incident'], [incidentRisk]),

  async forgetIncidentRisk(incident) {
    await db.deleteFrom('incidentRisks').where('incident', '=', incident).execute()
  },

  async recordSince() {
    const first = await db.selectFrom('audit').select('at').orderBy('seq').limit(ONE).executeTakeFirst()
    return first?.at
  },
})
