import type { Incident, IncidentStore } from '../incidents/incident.ts'
import type { Database, IncidentTable } from './schema.ts'

export class IncidentStorage implements IncidentStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async add(incident: Incident): Promise<void> {
    await this.#db
      .insertInto('incidents')
      .values({
        id: incident.id,
        service: incident.service,
        started_at: incident.startedAt,
        ended_at: incident.endedAt,
        what: incident.what,
        failed_ratio: incident.failedRatio,
        cost_ratio: incident.costRatio,
        slo: incident.slo,
        entered_by: incident.enteredBy,
      })
      .execute()
  }

  async since(service: string | undefined, since: number): Promise<readonly Incident[]> {
    let query = this.#db
      .selectFrom('incidents')
      .selectAll()
      .where((eb) => eb.or([eb('ended_at', '>', since), eb('ended_at', 'is', null)]))
      .orderBy('started_at')
      .orderBy('id')
    if (service !== undefined) query = query.where('service', '=', service)
    return (await query.execute()).map(incidentOf)
  }
}

const incidentOf = (row: IncidentTable): Incident => ({
  id: row.id,
  service: row.service,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  what: row.what,
  failedRatio: row.failed_ratio,
  costRatio: row.cost_ratio,
  slo: row.slo,
  enteredBy: row.entered_by,
})
