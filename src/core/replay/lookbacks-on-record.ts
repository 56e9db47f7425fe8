import { BURN_LOOKBACKS, type LookbackFigures, type Reading } from '../budgets/reading.ts'
import type { Slo } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { lookbacksAskedBy } from '../policy/budget-facts.ts'
import { type Catalog, policiesInUse } from '../policy/catalog.ts'
import { conditionsIn } from '../policy/condition.ts'
import type { Recorded } from './replay-world.ts'

/** Stored readings have no figures over further lookbacks: those over whole days are put together from what each day spent. */
export function lookbacksOnRecord(
  catalog: Catalog,
  recorded: Pick<Recorded, 'dailySpends'>,
): {
  /** Asked for, and on no record. */
  readonly unknownMs: readonly number[]
  readonly withLookbacks: (readings: readonly Reading[]) => Promise<readonly Reading[]>
} {
  const stored = new Set<number>(Object.values(BURN_LOOKBACKS))
  const asked = lookbacksAskedBy(policiesInUse(catalog))
  const further = asked.filter((ms) => !stored.has(ms) || isSpendingAsked(catalog, ms))
  const inDays = further.filter((ms) => ms % DAY_MS === 0)
  const slos = new Map<string, Slo>()
  for (const { slos: own } of catalog.services.values())
    for (const slo of own) slos.set(`${slo.service}/${slo.name}`, slo)

  const most = Math.max(0, ...inDays) / DAY_MS
  async function withDays(reading: Reading): Promise<Reading> {
    const slo = slos.get(`${reading.service}/${reading.slo}`)
    if (reading.kind === 'missing' || slo === undefined) return reading
    const { lengthMs } = windowAt(slo.window, reading.at)
    const spends = await recorded.dailySpends(reading.service, reading.slo, reading.at, most)
    const over = new Map(inDays.map((ms) => [ms, figuresOf(spends.slice(0, ms / DAY_MS), ms, lengthMs)]))
    return { ...reading, over }
  }
  return {
    unknownMs: further.filter((ms) => ms % DAY_MS !== 0).toSorted((a, b) => a - b),
    withLookbacks: (readings) =>
      inDays.length === 0 ? Promise.resolve(readings) : Promise.all(readings.map(withDays)),
  }
}

const isSpendingAsked = (catalog: Catalog, ms: number): boolean =>
  [...policiesInUse(catalog)].flatMap(conditionsIn).some((one) => one.kind === 'spent' && one.withinMs === ms)

function figuresOf(
  spends: readonly (number | null)[],
  lookbackMs: number,
  windowMs: number,
): LookbackFigures {
  if (spends.includes(null)) return { burnRate: null, spentRatio: null }
  const spentRatio = spends.reduce<number>((sum, spend) => sum + (spend ?? 0), 0)
  return { spentRatio, burnRate: (spentRatio * windowMs) / lookbackMs }
}
