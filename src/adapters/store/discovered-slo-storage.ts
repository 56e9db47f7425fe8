import type { DiscoveredSloStore, FollowedSlo } from '../../core/budgets/discovered.ts'
import { parseObjective } from '../../core/budgets/objective.ts'
import { rolling } from '../../core/budgets/slo-window.ts'
import { chunksOf, replaced } from './database.ts'
import type { Database, DiscoveredSloTable } from './schema.ts'

const COLUMNS = 7

export class DiscoveredSloStorage implements DiscoveredSloStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async all(): Promise<readonly FollowedSlo[]> {
    const rows = await this.#db
      .selectFrom('discovered_slos')
      .selectAll()
      .orderBy('service')
      .orderBy('slo')
      .execute()
    return rows.flatMap(followedOf)
  }

  async save(slos: readonly FollowedSlo[]): Promise<void> {
    for (const chunk of chunksOf(slos.map(rowOf), COLUMNS)) {
      await this.#db
        .insertInto('discovered_slos')
        .values(chunk)
        .onConflict((conflict) =>
          conflict
            .columns(['service', 'slo'])
            .doUpdateSet(replaced(['source', 'recorded_by', 'objective', 'window_ms', 'missing_since'])),
        )
        .execute()
    }
  }

  async remove(slos: readonly FollowedSlo[]): Promise<void> {
    for (const { slo } of slos) {
      await this.#db
        .deleteFrom('discovered_slos')
        .where('service', '=', slo.service)
        .where('slo', '=', slo.name)
        .execute()
    }
  }
}

const rowOf = ({ slo, source, missingSince }: FollowedSlo): DiscoveredSloTable => ({
  service: slo.service,
  slo: slo.name,
  source,
  recorded_by: slo.sli.kind === 'recorded' ? slo.sli.by : '',
  objective: slo.objective.percent,
  window_ms: slo.window.kind === 'rolling' ? slo.window.lengthMs : 0,
  missing_since: missingSince,
})

/** Found anew at the next search where the row makes no SLO. */
function followedOf(row: DiscoveredSloTable): FollowedSlo[] {
  const { service, slo: name, source, recorded_by: by } = row
  const objective = parseObjective(row.objective)
  if (objective === undefined || row.window_ms <= 0 || (by !== 'sloth' && by !== 'pyrra')) return []
  const slo = {
    service,
    name,
    title: name,
    objective,
    window: rolling(row.window_ms),
    sli: { kind: 'recorded', source, by },
  } as const
  return [{ slo, source, missingSince: row.missing_since }]
}
