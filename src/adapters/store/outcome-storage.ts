import { z } from 'zod'
import { type Outcome, OUTCOME_STATES, type OutcomeStore } from '../../core/outcomes/outcome.ts'
import { WAYS } from '../../core/policy/way.ts'
import { chunksOf, save } from './database.ts'
import { json, orNull, rowFormat, word } from './row.ts'
import type { Database } from './schema.ts'

const { toRow, fromRow } = rowFormat<Outcome>('outcomes', 'requestId', {
  way: word(WAYS),
  state: word(OUTCOME_STATES),
  money: orNull(json(z.object({ amount: z.number(), currency: z.string() }))),
})

export const outcomeStorage = (db: Database): OutcomeStore => ({
  save: (outcome) => save(db, 'outcomes', ['requestId'], [toRow(outcome)]),

  async ofRequests(requestIds) {
    const found: Outcome[] = []
    for (const chunk of chunksOf([...new Set(requestIds)], 1)) {
      const rows = await db.selectFrom('outcomes').selectAll().where('requestId', 'in', chunk).execute()
      found.push(...rows.map(fromRow))
    }
    return found
  },

  async toldSince(since) {
    const told = db.selectFrom('outcomes').selectAll().where('toldAt', '>', since)
    return (await told.orderBy('toldAt').orderBy('requestId').execute()).map(fromRow)
  },
})
