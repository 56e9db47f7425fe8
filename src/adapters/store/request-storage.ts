import { sql } from 'kysely'
import { z } from 'zod'
import type {
  Approval,
  DeployRequest,
  GateLookup,
  RequestState,
  RequestStore,
  TextChange,
  WayRecord,
} from '../../core/requests/deploy-request.ts'
import type { Command, Words } from '../../core/kernel/prompt.ts'
import { type Decision, REASON_CODES } from '../../core/policy/decision.ts'
import type { Escalation } from '../../core/policy/escalation.ts'
import { RATION_PERIODS } from '../../core/policy/policy.ts'
import { WAYS } from '../../core/policy/way.ts'
import { chunksOf, keptRows, save } from './database.ts'
import { olderThan } from './older-than.ts'
import { entriesOf, json, orNull, rowFormat, textMap, word, wordOf } from './row.ts'
import type { Database, Schema } from './schema.ts'

const approval: z.ZodType<Approval> = z.object({
  userId: z.string(),
  at: z.number(),
  roles: z.array(z.string()),
  name: z.string().exactOptional(),
})
const escalation: z.ZodType<Escalation> = z.object({
  seat: z.string(),
  to: z.string(),
  at: z.number(),
  by: z.string(),
})
const textChange: z.ZodType<TextChange> = z.object({
  name: z.string(),
  at: z.number(),
  voided: z.array(z.string()),
})
const wayRecord: z.ZodType<WayRecord> = z.object({
  documents: textMap,
  requesterName: z.string(),
  takenBefore: z.number(),
  ration: z.number().nullable(),
  period: z.enum(RATION_PERIODS),
})
const rejection = z.object({ userId: z.string(), at: z.number(), reason: z.string() })
const words: z.ZodType<Words> = z.union([
  z.string(),
  z.object({ parts: z.array(z.union([z.string(), z.custom<Command>()])) }),
])
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
  advice: z.array(words).exactOptional(),
  explanation: words,
})

const { toRow, fromRow } = rowFormat<DeployRequest>('requests', 'id', {
  state: wordOf<RequestState>({
    open: true,
    granted: true,
    rejected: true,
    cancelled: true,
    expired: true,
    voided: true,
  }),
  answers: json(textMap, entriesOf),
  approvals: json(z.array(approval)),
  rejection: orNull(json(rejection)),
  decision: json(decision),
  way: orNull(word(WAYS)),
  wayRecord: orNull(json(wayRecord, (record) => ({ ...record, documents: entriesOf(record.documents) }))),
  escalations: json(z.array(escalation)),
  textChanges: json(z.array(textChange)),
})

export const requestStorage = (db: Database): RequestStore => ({
  save: (requests) => save(db, 'requests', ['id'], requests.map(toRow)),

  async byId(id) {
    const row = await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  },

  async ofIds(ids) {
    const found: DeployRequest[] = []
    for (const chunk of chunksOf([...new Set(ids)], 1)) {
      const rows = await db.selectFrom('requests').selectAll().where('id', 'in', chunk).execute()
      found.push(...rows.map(fromRow))
    }
    return found
  },

  async list(filter) {
    let query = db.selectFrom('requests').selectAll()
    if (filter.service !== undefined) query = query.where('service', '=', filter.service)
    if (filter.states !== undefined) query = query.where('state', 'in', filter.states)
    if (filter.requestedBy !== undefined) query = query.where('requestedBy', '=', filter.requestedBy)
    if (filter.ways !== undefined) query = query.where('way', 'in', filter.ways)
    if (filter.of !== undefined)
      query = query
        .where('service', '=', filter.of.service)
        .where('revision', '=', filter.of.revision)
        .where('change', '=', filter.of.change)
        .where('environment', '=', filter.of.environment)
    if (filter.before !== undefined) query = query.where(olderThan('requestedAt', filter.before))
    if (filter.since !== undefined) query = query.where('requestedAt', '>=', filter.since)
    const rows = await query
      .orderBy('requestedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(filter.limit)
      .execute()
    return rows.map(fromRow)
  },

  async expired(now) {
    const rows = await db
      .selectFrom('requests')
      .selectAll()
      .where('state', '=', 'open')
      .where('expiresAt', '<=', now)
      .orderBy('expiresAt')
      .execute()
    return rows.map(fromRow)
  },

  /** One statement for 4,000 calls. A call with an id means that request alone; one without a revision means none. */
  async forGate(calls) {
    const found = new Map<string, Schema['requests']>()
    for (const chunk of chunksOf(calls, MOST_VALUES_OF_CALL)) {
      const { ids, changes } = meantBy(chunk)
      const parameters = [...ids, ...changes.flat()]
      const name = `requests of ${ids.length} ids and ${changes.length} changes`
      for (const row of await keptRows(db, name, parameters, () => requestsMeant(ids, changes)))
        found.set(row.id, row)
    }
    return [...found.values()].map(fromRow)
  },
})

/** Four of a change, twice as many for the lists that are filled up. */
const MOST_VALUES_OF_CALL = 8

type MeantChange = readonly [service: string, revision: string, change: string, environment: string]

/** Each once, in lists that are as long as a power of two: a few texts of the statement then serve any number of calls. */
function meantBy(calls: readonly GateLookup[]) {
  const ids = new Set<string>()
  const changes = new Map<string, MeantChange>()
  for (const { requestId, service, change, revision, environment } of calls) {
    if (requestId !== undefined) ids.add(requestId)
    else if (revision !== undefined) {
      const meant: MeantChange = [service, revision, change, environment]
      changes.set(meant.join('\0'), meant)
    }
  }
  return { ids: filledUp([...ids]), changes: filledUp([...changes.values()]) }
}

function filledUp<Meant>(meant: readonly Meant[]): readonly Meant[] {
  const [first] = meant
  if (first === undefined) return meant
  const length = 2 ** Math.ceil(Math.log2(meant.length))
  return [...meant, ...Array.from({ length: length - meant.length }, () => first)]
}

function requestsMeant(ids: readonly string[], changes: readonly MeantChange[]) {
  const parts = []
  if (ids.length > 0) parts.push(sql`values ${sql.join(ids.map((id) => sql`(${id})`))}`)
  if (changes.length > 0) {
    const meant = changes.map((values) => sql`(${sql.join(values)})`)
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
  const meant = parts.length === 0 ? sql`null` : sql.join(parts, sql` union all `)
  return sql<Schema['requests']>`select * from "requests" where "id" in (${meant})`
}
