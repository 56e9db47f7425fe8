import type { DiscoveredSloStore, FollowedSlo } from '../../core/budgets/discovered.ts'
import { parseObjective } from '../../core/budgets/objective.ts'
import { rolling } from '../../core/budgets/slo-window.ts'
import { save } from './database.ts'
import type { Database, DiscoveredSloRow } from './schema.ts'

export const discoveredSloStorage = (db: Database): DiscoveredSloStore => ({
  async all() {
    const rows = await db.selectFrom('discoveredSlos').selectAll().orderBy('service').orderBy('slo').execute()
    return rows.flatMap(followedOf)
  },

  save: (slos) => save(db, 'discoveredSlos', ['service', 'slo'], slos.map(rowOf)),

  async remove(slos) {
    for (const { slo } of slos) {
      await db
        .deleteFrom('discoveredSlos')
        .where('service', '=', slo.service)
        .where('slo', '=', slo.name)
        .execute()
    }
  },
})

const rowOf = ({ slo, source, missingSince }: FollowedSlo): DiscoveredSloRow => ({
  service: slo.service,
  slo: slo.name,
  source,
  recordedBy: slo.sli.kind === 'recorded' ? slo.sli.by : '',
  objective: slo.objective.percent,
  windowMs: slo.window.kind === 'rolling' ? slo.window.lengthMs : 0,
  missingSince,
})

/** Found again at the next search where the row makes no SLO. */
function followedOf({ service, slo: name, source, ...row }: DiscoveredSloRow): FollowedSlo[] {
  const { recordedBy: by, windowMs, missingSince } = row
  const objective = parseObjective(row.objective)
  if (objective === undefined || windowMs <= 0 || (by !== 'sloth' && by !== 'pyrra')) return []
  const slo = {
    service,
    name,
    title: name,
    objective,
    window: rolling(windowMs),
    sli: { kind: 'recorded', source, by },
  } as const
  return [{ slo, source, missingSince }]
}
