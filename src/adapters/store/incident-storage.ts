import { z } from 'zod'
import { DETECTORS } from '../../core/incidents/incident.ts'
import type {
  AlertKey,
  Detection,
  Episode,
  Incident,
  IncidentNote,
  IncidentStore,
} from '../../core/incidents/incident.ts'
import { replaced } from './database.ts'
import type { Database, IncidentTable } from './schema.ts'
import { storedJson } from './stored-value.ts'

const DETECTION: z.ZodType<Detection> = z.object({
  source: z.enum(DETECTORS),
  fingerprint: z.string(),
  severity: z.string().nullable(),
  summary: z.string().nullable(),
  url: z.string().nullable(),
  aboutSlo: z.string().nullable(),
  asksFreeze: z.boolean(),
  toldIn: z.string().nullable(),
})

const CORRECTED = z.object({ start: z.boolean(), end: z.boolean() })

/** The cost of one whose state is not known, from before there were states, is final. */
const RUNNING = 'running'

export class IncidentStorage implements IncidentStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(incident: Incident): Promise<void> {
    const { corrected, detection } = incident
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
        opened_at: incident.openedAt,
        closed_by: incident.closedBy,
        cost_state: incident.isCostFinal ? 'final' : RUNNING,
        corrected: corrected.start || corrected.end ? JSON.stringify(corrected) : null,
        storm: incident.storm,
        merged_into: incident.mergedInto,
        detection: detection && JSON.stringify(detection),
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(CHANGING)))
      .execute()
  }

  async byId(id: string): Promise<Incident | undefined> {
    const row = await this.#db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst()
    return row && incidentOf(row)
  }

  async since(service: string | undefined, since: number): Promise<readonly Incident[]> {
    let query = this.#standing().where((eb) =>
      eb.or([eb('ended_at', '>', since), eb('ended_at', 'is', null)]),
    )
    if (service !== undefined) query = query.where('service', '=', service)
    return (await query.execute()).map(incidentOf)
  }

  async openedSince(since: number): Promise<readonly Incident[]> {
    const rows = await this.#standing().where('opened_at', '>', since).execute()
    return rows.map(incidentOf).sort((a, b) => a.openedAt - b.openedAt)
  }

  async unsettled(): Promise<readonly Incident[]> {
    return (await this.#standing().where('cost_state', '=', RUNNING).execute()).map(incidentOf)
  }

  #standing() {
    return this.#db
      .selectFrom('incidents')
      .selectAll()
      .where('merged_into', 'is', null)
      .orderBy('started_at')
      .orderBy('id')
  }

  async episodes({ source, fingerprint }: AlertKey): Promise<readonly Episode[]> {
    const rows = await this.#db
      .selectFrom('episodes')
      .selectAll()
      .where('source', '=', source)
      .where('fingerprint', '=', fingerprint)
      .orderBy('started_at')
      .execute()
    return rows.map(({ started_at: startedAt, ended_at: endedAt, incident }) => ({
      startedAt,
      endedAt,
      incident,
    }))
  }

  async saveEpisodes({ source, fingerprint }: AlertKey, episodes: readonly Episode[]): Promise<void> {
    for (const { startedAt, endedAt, incident } of episodes)
      await this.#db
        .insertInto('episodes')
        .values({ source, fingerprint, started_at: startedAt, ended_at: endedAt, incident })
        .onConflict((conflict) =>
          conflict
            .columns(['source', 'fingerprint', 'started_at'])
            .doUpdateSet(replaced(['ended_at', 'incident'])),
        )
        .execute()
  }

  async addNote(note: IncidentNote): Promise<void> {
    await this.#db.insertInto('incident_notes').values(note).execute()
  }

  async notes(incident: string): Promise<readonly IncidentNote[]> {
    return await this.#db
      .selectFrom('incident_notes')
      .selectAll()
      .where('incident', '=', incident)
      .orderBy('at')
      .orderBy('id')
      .execute()
  }
}

const CHANGING = [
  'started_at',
  'ended_at',
  'what',
  'failed_ratio',
  'cost_ratio',
  'slo',
  'closed_by',
  'cost_state',
  'corrected',
  'storm',
  'merged_into',
  'detection',
] as const satisfies readonly (keyof IncidentTable)[]

function incidentOf(row: IncidentTable): Incident {
  const place = (column: string) => ({ table: 'incidents', id: row.id, column })
  return {
    id: row.id,
    service: row.service,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    what: row.what,
    failedRatio: row.failed_ratio,
    costRatio: row.cost_ratio,
    slo: row.slo,
    enteredBy: row.entered_by,
    openedAt: row.opened_at ?? row.started_at,
    closedBy: row.closed_by,
    isCostFinal: row.cost_state !== RUNNING,
    corrected:
      row.corrected === null
        ? { start: false, end: false }
        : storedJson(row.corrected, CORRECTED, place('corrected')),
    storm: row.storm,
    mergedInto: row.merged_into,
    detection: row.detection === null ? null : storedJson(row.detection, DETECTION, place('detection')),
  }
}
