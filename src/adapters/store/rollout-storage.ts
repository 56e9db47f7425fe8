import { z } from 'zod'
import {
  HOLD_CAUSES,
  type Rollout,
  ROLLOUT_STATES,
  type RolloutCost,
  type RolloutStore,
} from '../../core/rollouts/rollout.ts'
import { pageOf } from '../../core/kernel/paging.ts'
import { save } from './database.ts'
import { olderThan } from './older-than.ts'
import { flag, json, messageContent, orNull, rowFormat, texts, word } from './row.ts'
import type { Database } from './schema.ts'

const seat = z.object({ role: z.string(), count: z.number() })
const stage = z.object({ title: z.string(), percent: z.number(), waitMs: z.number(), seats: z.array(seat) })
const plan = z.object({
  kind: z.enum(['stages', 'nodes']),
  holdAboveBurn: z.number().nullable(),
  stages: z.array(stage),
})
const hold = z.object({
  cause: z.enum(HOLD_CAUSES),
  by: z.string(),
  as: z.string().nullable(),
  at: z.number(),
  reason: z.string(),
})
const cost: z.ZodType<RolloutCost> = z.object({
  slo: z.string(),
  costRatio: z.number().nullable(),
  outageSeconds: z.number().nullable(),
})

const { toRow, fromRow } = rowFormat<Rollout>('rollouts', 'id', {
  plan: json(plan),
  state: word(ROLLOUT_STATES),
  hold: orNull(json(hold)),
  signedBy: json(z.array(z.object({ userId: z.string(), at: z.number() }))),
  isWaitTold: flag,
  isBurnAccepted: flag,
  costs: json(z.array(cost)),
  reports: texts,
  card: orNull(json(z.object({ subject: z.string(), content: messageContent }))),
})

export function rolloutStorage(db: Database): RolloutStore {
  const newestFirst = () =>
    db.selectFrom('rollouts').selectAll().orderBy('startedAt', 'desc').orderBy('id', 'desc')
  return {
    save: (rollout) => save(db, 'rollouts', ['id'], [toRow(rollout)]),

    async byId(id) {
      const row = await db.selectFrom('rollouts').selectAll().where('id', '=', id).executeTakeFirst()
      return row && fromRow(row)
    },

    async ofRequest(requestId) {
      const row = await newestFirst().where('requestId', '=', requestId).executeTakeFirst()
      return row && fromRow(row)
    },

    async ofRevision(service, revision, environment) {
      const row = await newestFirst()
        .where('service', '=', service)
        .where('revision', '=', revision)
        .where('environment', '=', environment)
        .executeTakeFirst()
      return row && fromRow(row)
    },

    async startedDuring(service, from, until) {
      const all = newestFirst().where('startedAt', '>', from).where('startedAt', '<=', until)
      const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
      return rows.map(fromRow)
    },

    async page(service, { before, limit }) {
      const rows = await newestFirst()
        .where('service', '=', service)
        .where(olderThan('startedAt', before))
        .limit(limit + 1)
        .execute()
      return pageOf(rows.map(fromRow), limit, ({ startedAt, id }) => ({ at: startedAt, id }))
    },

    async open(service) {
      const all = newestFirst().where('state', 'in', ['running', 'held'])
      const rows = await (service === undefined ? all : all.where('service', '=', service)).execute()
      return rows.map(fromRow)
    },
  }
}
