import { z } from 'zod'
import { MISSING_REASONS } from '../../core/budgets/sli-source.ts'
import type { PeriodFigures, PeriodFiguresStore } from '../../core/reports/period-figures.ts'
import { json, orNull, rowFormat } from './row.ts'
import type { Database, PeriodFiguresParts } from './schema.ts'

const measured: z.ZodType<PeriodFigures['measured']> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('measured'),
    over: z.enum(['period', 'window']),
    good: z.number().nullable(),
    total: z.number().nullable(),
    errorRatio: z.number(),
    remainingRatio: z.number(),
    measuredMs: z.number(),
    excludedMs: z.number(),
    dataFrom: z.number().nullable(),
    dataUntil: z.number().nullable(),
    warning: z.string().nullable(),
  }),
  z.object({ kind: z.literal('missing'), reason: z.enum(MISSING_REASONS), detail: z.string() }),
])

const { toRow, fromRow } = rowFormat<PeriodFiguresParts>('periodFigures', 'service', {
  measured: json(measured),
  lost: orNull(json(z.object({ amount: z.number(), currency: z.string() }))),
  missed: orNull(json(z.object({ ratio: z.number(), days: z.number() }))),
})

export const periodFiguresStorage = (db: Database): PeriodFiguresStore => ({
  async add(figures) {
    // One statement each: they come a few times a month, and what is there must stay.
    for (const { from: startsAt, until: endsAt, ...rest } of figures)
      await db
        .insertInto('periodFigures')
        .values(toRow({ startsAt, endsAt, ...rest }))
        .onConflict((conflict) => conflict.columns(['startsAt', 'endsAt', 'service', 'slo']).doNothing())
        .execute()
  },

  async of({ from, until }) {
    const rows = await db
      .selectFrom('periodFigures')
      .selectAll()
      .where('startsAt', '=', from)
      .where('endsAt', '=', until)
      .orderBy('service')
      .orderBy('slo')
      .execute()
    return rows
      .map(fromRow)
      .map(({ startsAt, endsAt, ...rest }) => ({ from: startsAt, until: endsAt, ...rest }))
  },
})
