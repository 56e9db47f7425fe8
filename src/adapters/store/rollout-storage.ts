import { z } from 'zod'
import {
  HOLD_CAUSES,
  type Rollout,
  ROLLOUT_STATES,
  type RolloutState,
  type RolloutStore,
} from '../../core/rollouts/rollout.ts'
import { replaced } from './database.ts'
import type { Database, RolloutTable } from './schema.ts'
import { storedJson, storedWord } from './stored-value.ts'

const STATES = Object.fromEntries(ROLLOUT_STATES.map((state) => [state, true])) as Record<RolloutState, true>

type Detail = Omit<
  Rollout,
  'id' | 'requestId' | 'service' | 'revision' | 'environment' | 'state' | 'startedAt' | 'endedAt'
>

const seat = z.object({ role: z.string(), count: z.number() })
const detailSchema: z.ZodType<Detail> = z.object({
  requestedBy: z.string(),
  startedBy: z.string(),
  level: z.string(),
  plan: z.object({
    kind: z.enum(['stages', 'nodes']),
    holdAboveBurn: z.number().nullable(),
    stages: z.array(
      z.object({ title: z.string(), percent: z.number(), waitMs: z.number(), seats: z.array(seat) }),
    ),
  }),
  stage: z.number(),
  stageAt: z.number(),
  hold: z
    .object({ cause: z.enum(HOLD_CAUSES), by: z.string(), at: z.number(), reason: z.string() })
    .nullable(),
  signedBy: z.array(z.object({ userId: z.string(), at: z.number() })),
  isWaitTold: z.boolean(),
  isBurnAccepted: z.boolean(),
  costs: z.array(
    z.object({ slo: z.string(), costRatio: z.number().nullable(), outageSeconds: z.number().nullable() }),
  ),
  reports: z.array(z.string()),
})

const CHANGING = ['state', 'ended_at', 'detail'] as const

export class RolloutStorage implements RolloutStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(rollout: Rollout): Promise<void> {
    await this.#db
      .insertInto('rollouts')
      .values(rowOf(rollout))
      .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(CHANGING)))
      .execute()
  }

  async byId(id: string): Promise<Rollout | undefined> {
    const row = await this.#db.selectFrom('rollouts').selectAll().where('id', '=', id).executeTakeFirst()
    return row && rolloutOf(row)
  }

  async ofRequest(requestId: string): Promise<Rollout | undefined> {
    const row = await this.#newest().where('request_id', '=', requestId).executeTakeFirst()
    return row && rolloutOf(row)
  }

  async ofRevision(service: string, revision: string, environment: string): Promise<Rollout | undefined> {
    const row = await this.#newest()
      .where('service', '=', service)
      .where('revision', '=', revision)
      .where('environment', '=', environment)
      .executeTakeFirst()
    return row && rolloutOf(row)
  }

  async open(service?: string): Promise<readonly Rollout[]> {
    let query = this.#newest().where('state', 'in', ['running', 'held'])
    if (service !== undefined) query = query.where('service', '=', service)
    return (await query.execute()).map(rolloutOf)
  }

  #newest() {
    return this.#db.selectFrom('rollouts').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc')
  }
}

function rowOf({
  id,
  requestId,
  service,
  revision,
  environment,
  state,
  startedAt,
  endedAt,
  ...detail
}: Rollout): RolloutTable {
  return {
    id,
    request_id: requestId,
    service,
    revision,
    environment,
    state,
    started_at: startedAt,
    ended_at: endedAt,
    detail: JSON.stringify(detail),
  }
}

function rolloutOf(row: RolloutTable): Rollout {
  const place = { table: 'rollouts', id: row.id }
  return {
    id: row.id,
    requestId: row.request_id,
    service: row.service,
    revision: row.revision,
    environment: row.environment,
    state: storedWord(row.state, STATES, { ...place, column: 'state' }),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    ...storedJson(row.detail, detailSchema, { ...place, column: 'detail' }),
  }
}
