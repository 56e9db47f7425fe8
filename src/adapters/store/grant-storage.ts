import { z } from 'zod'
import type { Grant, GrantStore, GrantUse } from '../../core/requests/deploy-request.ts'
import { chunksOf, ONE, save } from './database.ts'
import { json, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const use: z.ZodType<GrantUse> = z.object({
  at: z.number(),
  token: z.string(),
  key: z.string().nullable(),
  run: z.string().nullable(),
  attempt: z.number(),
})

const { toRow, fromRow } = rowFormat<Grant>('grants', 'id', {
  seats: json(z.array(z.object({ role: z.string(), count: z.number() }))),
  uses: json(z.array(use)),
})

export const grantStorage = (db: Database): GrantStore => ({
  save: (grants) => save(db, 'grants', ['id'], grants.map(toRow)),

  async ofRequests(requestIds) {
    const found: Grant[] = []
    for (const chunk of chunksOf([...new Set(requestIds)], 1)) {
      const rows = await db
        .selectFrom('grants')
        .selectAll()
        .where('requestId', 'in', chunk)
        .where('id', '=', (eb) =>
          eb
            .selectFrom('grants as newest')
            .whereRef('newest.requestId', '=', 'grants.requestId')
            .orderBy('newest.grantedAt', 'desc')
            .orderBy('newest.id', 'desc')
            .limit(ONE)
            .select('newest.id'),
        )
        .execute()
      found.push(...rows.map(fromRow))
    }
    return found
  },

  async history(requestId) {
    const rows = await db
      .selectFrom('grants')
      .selectAll()
      .where('requestId', '=', requestId)
      .orderBy('grantedAt')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },

  async lapsed(now) {
    const rows = await db
      .selectFrom('grants')
      .selectAll()
      .where('expiresAt', '<=', now)
      .where('usedAt', 'is', null)
      .where('voidedAt', 'is', null)
      .where('lapsedAt', 'is', null)
      .orderBy('expiresAt')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },

  async live(service, now) {
    const rows = await db
      .selectFrom('grants')
      .selectAll()
      .where('service', '=', service)
      .where('expiresAt', '>', now)
      .where('usedAt', 'is', null)
      .where('voidedAt', 'is', null)
      .orderBy('grantedAt')
      .orderBy('id')
      .execute()
    return rows.map(fromRow)
  },
})
