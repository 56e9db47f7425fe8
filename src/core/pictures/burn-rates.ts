import { burnRulesAt } from '../budgets/burn-rule.ts'
import type { BurnLookback } from '../budgets/reading.ts'
import type { Slo } from '../budgets/slo.ts'
import { windowAt, windowText } from '../budgets/slo-window.ts'
import type { BurnRatesName } from '../kernel/picture-name.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { BurnRates, BurnThreshold } from './picture.ts'
import type { PictureWorld } from './picture-world.ts'
import { picturedSlo } from './pictured-slo.ts'
import { gapBeyond, stepFor, withGaps } from './spacing.ts'

const USUAL_DAYS = 3
const SHOWN: readonly BurnLookback[] = ['1h', '6h', '3d']

/** How fast the budget of an SLO burnt up to a time. Null for a service or an SLO that there is not. */
export async function burnRates(world: PictureWorld, name: BurnRatesName): Promise<BurnRates | null> {
  const found = await picturedSlo(world, name)
  if (found === null) return null
  const { service, slo, policy } = found
  const { at, days = USUAL_DAYS } = name
  const from = at - days * DAY_MS
  const stepMs = stepFor(days * DAY_MS)
  const steps = { from, to: at, stepMs, beside: 'fastest-burn' as const }
  const read = withGaps(await world.store.readings.spaced(service.name, slo.name, steps), gapBeyond(stepMs))
  return {
    kind: 'burn-rates',
    title: `Burn rates of ${service.title}, ${slo.title}`,
    timeZone: policy.timeZone,
    from,
    until: at,
    service: service.name,
    serviceTitle: service.title,
    slo: slo.name,
    sloTitle: slo.title,
    objective: Number(slo.objective.percent),
    window: windowText(slo.window),
    lines: SHOWN.map((lookback) => ({
      lookback,
      points: read.map(({ at: readAt, reading }) => ({
        at: readAt,
        burnRate: reading?.burnRates[lookback] ?? null,
      })),
    })),
    thresholds: thresholdsOf(slo, at),
  }
}

/** The highest first. */
const thresholdsOf = ({ burnRules = [], window }: Slo, at: number): readonly BurnThreshold[] =>
  burnRulesAt(burnRules, windowAt(window, at).lengthMs)
    .map(({ severity, longMs, factor }) => ({ severity, lookbackMs: longMs, burnRate: factor }))
    .toSorted((a, b) => b.burnRate - a.burnRate)
