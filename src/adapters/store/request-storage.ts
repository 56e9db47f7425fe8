import { sql } from 'kysely'
import { z } from 'zod'
import type {
  Approval,
  DeployRequest,
  GateLookup,
  RequestFilter,
  RequestState,
  RequestStore,
  WayRecord,
} from '../../core/requests/deploy-request.ts'
import type { Decision } from '../../core/policy/decision.ts'
import { REASON_CODES } from '../../core/policy/decision.ts'
import type { Escalation } from '../../core/policy/escalation.ts'
import { RATION_PERIODS } from '../../core/policy/policy.ts'
import type { Way } from '../../core/policy/way.ts'
import { chunksOf, replaced } from './database.ts'
import type { Database, RequestTable } from './schema.ts'
import type { Place } from './stored-value.ts'
import { storedJson, storedWord } from './stored-value.ts'

const STATES: Record<RequestState, true> = {
  open: true,
  granted: true,
  rejected: true,
  cancelled: true,
  expired: true,
  voided: true,
}

const answers = z.array(z.tuple([z.string(), z.string()]))
const WAYS: Record<Way, true> = { exception: true, override: true, 'silver-bullet': true }

const approvals: z.ZodType<Approval[]> = z.array(
  z.object({
    userId: z.string(),
    at: z.number(),
    roles: z.array(z.string()),
    name: z.string().exactOptional(),
  }),
)
const escalations: z.ZodType<Escalation[]> = z.array(
  z.object({ seat: z.string(), to: z.string(), at: z.number(), by: z.string() }),
)
const wayRecord = z.object({
  documents: z.array(z.tuple([z.string(), z.string()])),
  requesterName: z.string(),
  takenBefore: z.number(),
  ration: z.number().nullable(),
  period: z.enum(RATION_PERIODS),
})
const rejection = z.object({ userId: z.string(), at: z.number(), reason: z.string() })
const decision: z.ZodType<Decision> = z.object({
  decision: z.enum(['approved', 'needs-approval', 'blocked']),
  level: z.string(),
  service: z.string(),
  change: z.string(),
  risk: z.string(),
  reasons: z.array(z.enum(REASON_CODES)),
  seats: z.array(z.object({ role: z.string(), count: z.number(), filledBy: z.array(z.string()) })),
  requires: z.array(z.string()),
  rule: z.string(),
  policy: z.object({ name: z.string(), version: z.string() }),
  opensAt: z.string().exactOptional(),
  advice: z.array(z.string()).exactOptional(),
  explanation: z.string(),
})

const CHANGING = [
  'service',
  'change',
  'risk',
  'revision',
  'environment',
  'requested_by',
  'requested_at',
  'expires_at',
  'state',
  'summary',
  'answers',
  'approvals',
  'rejection',
  'decision',
  'decided_at',
  'way',
  'way_record',
  'escalations',
  'waiting_since',
  'reminded_at',
] as const

export class RequestStorage implements RequestStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async save(requests: readonly DeployRequest[]): Promise<void> {
    for (const chunk of chunksOf(requests.map(rowOf), CHANGING.length + 1)) {
      await this.#db
        .insertInto('requests')
        .values(chunk)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(replaced(CHANGING)))
        .execute()
    }
  }

  async byId(id: string): Promise<DeployRequest | undefined> {
    const row = await this.#db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()
    return row && requestOf(row)
  }

  async list(filter: RequestFilter): Promise<readonly DeployRequest[]> {
    let query = this.#db.selectFrom('requests').selectAll()
    if (filter.service !== undefined) query = query.where('service', '=', filter.service)
    if (filter.states !== undefined) query = query.where('state', 'in', filter.states)
    if (filter.requestedBy !== undefined) query = query.where('requested_by', '=', filter.requestedBy)
    if (filter.ways !== undefined) query = query.where('way', 'in', filter.ways)
    if (filter.since !== undefined) query = query.where('requested_at', '>=', filter.since)
    const rows = await query
      .orderBy('requested_at', 'desc')
      .orderBy('id', 'desc')
      .limit(filter.limit)
      .execute()
    return rows.map(requestOf)
  }

  async expired(now: number): Promise<readonly DeployRequest[]> {
    const rows = await this.#db
      .selectFrom('requests')
      .selectAll()
      .where('state', '=', 'open')
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .execute()
    return rows.map(requestOf)
  }

  /** One statement for 6,000 calls. A call with an id means that request alone; one without a revision means none. */
  async forGate(calls: readonly GateLookup[]): Promise<readonly DeployRequest[]> {
    const found = new Map<string, RequestTable>()
    for (const chunk of chunksOf(calls, 5)) {
      const { rows } = await sql<RequestTable>`
        select * from "requests" where "id" in (${idsMeant(chunk)})`.execute(this.#db)
      for (const row of rows) found.set(row.id, row)
    }
    return [...found.values()].map(requestOf)
  }
}

function idsMeant(calls: readonly GateLookup[]) {
  const ids = new Set<string>()
  const changes = new Map<string, readonly [string, string, string, string]>()
  for (const { requestId, service, change, revision, environment } of calls) {
    if (requestId !== undefined) ids.add(requestId)
    else if (revision !== undefined) {
      const meant = [service, revision, change, environment] as const
      changes.set(meant.join('\0'), meant)
    }
  }
  const parts = []
  if (ids.size > 0) parts.push(sql`values ${sql.join([...ids].map((id) => sql`(${id})`))}`)
  if (changes.size > 0) {
    const meant = [...changes.values()].map((values) => sql`(${sql.join(values)})`)
    parts.push(sql`
      select (
        select "newest"."id" from "requests" as "newest"
        where "newest"."service" = "meant"."service" and "newest"."revision" = "meant"."revision"
          and "newest"."change" = "meant"."change" and "newest"."environment" = "meant"."environment"
        order by case when "newest"."state" in ('open', 'granted') then 0 else 1 end,
          "newest"."requested_at" desc, "newest"."id" desc
        limit 1
      )
      from (
        with "called"("service", "revision", "change", "environment") as (values ${sql.join(meant)})
        select * from "called"
      ) as "meant"`)
  }
  return parts.length === 0 ? sql`null` : sql.join(parts, sql` union all `)
}

function rowOf(request: DeployRequest): RequestTable {
  return {
    id: request.id,
    service: request.service,
    change: request.change,
    risk: request.risk,
    revision: request.revision,
    environment: request.environment,
    requested_by: request.requestedBy,
    requested_at: request.requestedAt,
    expires_at: request.expiresAt,
    state: request.state,
    summary: request.summary,
    answers: JSON.stringify([...request.answers]),
    approvals: JSON.stringify(request.approvals),
    rejection: request.rejection && JSON.stringify(request.rejection),
    decision: JSON.stringify(request.decision),
    decided_at: request.decidedAt,
    way: request.way,
    way_record: request.wayRecord && wayRecordText(request.wayRecord),
    escalations: request.escalations.length === 0 ? null : JSON.stringify(request.escalations),
    waiting_since: request.waitingSince,
    reminded_at: request.remindedAt,
  }
}

function requestOf(row: RequestTable): DeployRequest {
  const place = (column: string): Place => ({ table: 'requests', id: row.id, column })
  return {
    id: row.id,
    service: row.service,
    change: row.change,
    risk: row.risk,
    revision: row.revision,
    environment: row.environment,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    state: storedWord(row.state, STATES, place('state')),
    summary: row.summary,
    answers: new Map(storedJson(row.answers, answers, place('answers'))),
    approvals: storedJson(row.approvals, approvals, place('approvals')),
    rejection: row.rejection === null ? null : storedJson(row.rejection, rejection, place('rejection')),
    decision: storedJson(row.decision, decision, place('decision')),
    decidedAt: row.decided_at,
    way: row.way === null ? null : storedWord(row.way, WAYS, place('way')),
    wayRecord: row.way_record === null ? null : wayRecordOf(row.way_record, place('way_record')),
    escalations:
      row.escalations === null ? [] : storedJson(row.escalations, escalations, place('escalations')),
    waitingSince: row.waiting_since ?? row.requested_at,
    remindedAt: row.reminded_at,
  }
}

const wayRecordText = (record: WayRecord): string =>
  JSON.stringify({ ...record, documents: [...record.documents] })

function wayRecordOf(text: string, place: Place): WayRecord {
  const { documents, ...record } = storedJson(text, wayRecord, place)
  return { ...record, documents: new Map(documents) }
}
