import { z } from 'zod'
import type { Grant, GrantStore } from '../../core/requests/deploy-request.ts'
import { chunksOf, ONE, replaced } from './database.ts'
import type { Database, GrantTable } from './schema.ts'
import { type Place, storedJson } from './stored-value.ts'

const CHANGING = [
  'request_id',
  'service',
  'change',
  'risk',
  'revision',
  'environment',
  'level',
  'policy_version',
  'seats',
  'granted_at',
  'expires_at',
  'used_at',
  'used_by',
  'voided_at',
] as const

export class GrantStorage implements GrantStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(grants: readonly Grant[]): Promise<void> {
    for (const chunk of chunksOf(grants.map(rowOf), CHANGING.length + 1)) {
      await this.#db
        .insertInto('grants')
        .values(chunk)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(CHANGING)))
        .execute()
    }
  }

  async ofRequests(requestIds: readonly string[]): Promise<readonly Grant[]> {
    const found: GrantTable[] = []
    for (const chunk of chunksOf([...new Set(requestIds)], 1)) {
      const rows = await this.#db
        .selectFrom('grants')
        .selectAll()
        .where('request_id', 'in', chunk)
        .where('id', '=', (eb) =>
          eb
            .selectFrom('grants as newest')
            .whereRef('newest.request_id', '=', 'grants.request_id')
            .orderBy('newest.granted_at', 'desc')
            .orderBy('newest.id', 'desc')
            .limit(ONE)
            .select('newest.id'),
        )
        .execute()
      found.push(...rows)
    }
    return found.map(grantOf)
  }

  async live(service: string, now: number): Promise<readonly Grant[]> {
    const rows = await this.#db
      .selectFrom('grants')
      .selectAll()
      .where('service', '=', service)
      .where('expires_at', '>', now)
      .where('used_at', 'is', null)
      .where('voided_at', 'is', null)
      .orderBy('granted_at')
      .orderBy('id')
      .execute()
    return rows.map(grantOf)
  }
}

const rowOf = (grant: Grant): GrantTable => ({
  id: grant.id,
  request_id: grant.requestId,
  service: grant.service,
  change: grant.change,
  risk: grant.risk,
  revision: grant.revision,
  environment: grant.environment,
  level: grant.level,
  policy_version: grant.policyVersion,
  seats: JSON.stringify(grant.seats),
  granted_at: grant.grantedAt,
  expires_at: grant.expiresAt,
  used_at: grant.usedAt,
  used_by: grant.usedBy,
  voided_at: grant.voidedAt,
})

const seats = z.array(z.object({ role: z.string(), count: z.number() }))

const placeOf = ({ id }: GrantTable): Place => ({ table: 'grants', id, column: 'seats' })

const grantOf = (row: GrantTable): Grant => ({
  id: row.id,
  requestId: row.request_id,
  service: row.service,
  change: row.change,
  risk: row.risk,
  revision: row.revision,
  environment: row.environment,
  level: row.level,
  policyVersion: row.policy_version,
  seats: row.seats === null ? [] : storedJson(row.seats, seats, placeOf(row)),
  grantedAt: row.granted_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
  usedBy: row.used_by,
  voidedAt: row.voided_at,
})
