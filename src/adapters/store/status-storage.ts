import { z } from 'zod'
import type { MissingReason } from '../../core/budgets/sli-source.ts'
import type { Status, StatusStore, Transition } from '../../core/policy/status.ts'
import { chunksOf, replaced } from './database.ts'
import type { Database, StatusTable } from './schema.ts'
import { storedJson } from './stored-value.ts'

const missing = z.array(
  z.object({
    slo: z.string(),
    reason: z.enum([
      'no_data',
      'no_traffic',
      'low_traffic',
      'not_a_number',
      'query_failed',
      'source_unreachable',
      'source_timeout',
    ] satisfies MissingReason[]),
    detail: z.string(),
  }),
)

const CHANGING = [
  'level',
  'since',
  'slo',
  'remaining_ratio',
  'known_at',
  'polled_at',
  'missing',
  'recovering_level',
  'recovering_since',
  'policy_version',
] as const

export class StatusStorage implements StatusStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async all(): Promise<readonly Status[]> {
    const rows = await this.#db.selectFrom('statuses').selectAll().orderBy('service').execute()
    return rows.map(statusOf)
  }

  async of(service: string): Promise<Status | undefined> {
    const row = await this.#db
      .selectFrom('statuses')
      .selectAll()
      .where('service', '=', service)
      .executeTakeFirst()
    return row && statusOf(row)
  }

  async save(statuses: readonly Status[]): Promise<void> {
    const rows = statuses.map((status): StatusTable => ({
      service: status.service,
      level: status.level,
      since: status.since,
      slo: status.slo,
      remaining_ratio: status.remainingRatio,
      known_at: status.knownAt,
      polled_at: status.polledAt,
      missing: JSON.stringify(status.missing),
      recovering_level: status.recovering?.level ?? null,
      recovering_since: status.recovering?.since ?? null,
      policy_version: status.policyVersion,
    }))
    for (const chunk of chunksOf(rows, CHANGING.length + 1)) {
      await this.#db
        .insertInto('statuses')
        .values(chunk)
        .onConflict((conflict) => conflict.column('service').doUpdateSet(replaced(CHANGING)))
        .execute()
    }
  }

  async addTransitions(transitions: readonly Transition[]): Promise<void> {
    const rows = transitions.map((transition) => ({
      id: transition.id,
      service: transition.service,
      from_level: transition.from,
      to_level: transition.to,
      at: transition.at,
      slo: transition.slo,
      remaining_ratio: transition.remainingRatio,
      policy_version: transition.policyVersion,
    }))
    for (const chunk of chunksOf(rows, 8)) await this.#db.insertInto('transitions').values(chunk).execute()
  }

  async transitions(service: string, limit: number): Promise<readonly Transition[]> {
    const rows = await this.#db
      .selectFrom('transitions')
      .selectAll()
      .where('service', '=', service)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      id: row.id,
      service: row.service,
      from: row.from_level,
      to: row.to_level,
      at: row.at,
      slo: row.slo,
      remainingRatio: row.remaining_ratio,
      policyVersion: row.policy_version,
    }))
  }
}

function statusOf(row: StatusTable): Status {
  return {
    service: row.service,
    level: row.level,
    since: row.since,
    slo: row.slo,
    remainingRatio: row.remaining_ratio,
    knownAt: row.known_at,
    polledAt: row.polled_at,
    missing: storedJson(row.missing, missing, { table: 'statuses', id: row.service, column: 'missing' }),
    recovering:
      row.recovering_level === null || row.recovering_since === null
        ? null
        : { level: row.recovering_level, since: row.recovering_since },
    policyVersion: row.policy_version,
  }
}
