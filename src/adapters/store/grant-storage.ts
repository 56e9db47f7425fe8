import { z } from 'zod'
import type { Grant, GrantStore } from '../../core/requests/deploy-request.ts'
import { chunksOf, ONE, save } from './database.ts'
import { json, rowFormat } from './row.ts'
import type { Database } from './schema.ts'

const { toRow, fromRow } = rowFormat<Grant>('grants', 'id', {
  seats: json(z.array(z.object({ role: z.string(), count: z.number() }))),
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
