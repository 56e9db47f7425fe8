import type { Slo } from '../../../../core/budgets/slo.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../../core/kernel/time/duration.ts'
import { parseSelector } from '../../../../core/budgets/selector.ts'
import { gaugeExample } from '../../queries/gauge-counting.ts'
import { type Counters, countersOf } from './counters-of.ts'
import { exampleSeries } from './example-series.ts'

/** One input series of promtool: a value at the beginning, and what is added each minute. */
export interface SyntheticSeries {
  readonly series: string
  readonly from: number
  readonly perMinute: number
}

export type Synthetic =
  | { readonly kind: 'series'; readonly series: readonly SyntheticSeries[] }
  | { readonly kind: 'none'; readonly reason: string }

const none = (reason: string): Synthetic => ({ kind: 'none', reason })

/** Series by which everything of an SLO is good, or everything bad, from the Unix time 0 on. */
export function syntheticSeries(slo: Slo, isGood: boolean): Synthetic {
  const { sli } = slo
  if ('gauge' in sli) return gauges([[sli.gauge, ...gaugeExample(sli, isGood)]])
  switch (sli.kind) {
    case 'batch':
      if (sli.runs.of === 'gauges') {
        const { completed, succeeded, duration } = sli.runs
        if (succeeded === undefined && duration === undefined)
          return none('its runs are bad by not happening, which takes as long as they are apart')
        return gauges([
          [completed, 60, 60],
          ...(succeeded === undefined
            ? []
            : [isGood ? ([succeeded, 60, 60] as const) : ([succeeded, -DAY_MS / SECOND_MS, 0] as const)]),
          ...(duration === undefined
            ? []
            : [[duration.gauge, duration.withinMs / SECOND_MS + (isGood ? 0 : 1), 0] as const]),
        ])
      }
      break
    case 'latency':
      if (sli.isNative === true) return none('not every promtool can be given a native histogram')
      break
    default:
      break
  }
  const counters = countersOf(slo)
  return counters === undefined
    ? none('its expressions do not show which series count what; write a test of your own')
    : counterSeries(counters, isGood, Math.max(60, slo.minEvents ?? 0))
}

/** Selectors, each with the value at the beginning and what is added each minute. */
function gauges(texts: readonly (readonly [string, number, number])[]): Synthetic {
  const series: SyntheticSeries[] = []
  for (const [text, from, perMinute] of texts) {
    const selector = parseSelector(text)
    const example = selector && exampleSeries([selector])
    if (example === undefined) return none(`no example of a series was found for ${text}`)
    series.push({ series: example, from, perMinute })
  }
  return { kind: 'series', series }
}

function counterSeries({ part, counted, total }: Counters, isGood: boolean, each: number): Synthetic {
  const isCounted = (part === 'good') === isGood
  const grows = (series: string, does: boolean): SyntheticSeries => ({
    series,
    from: 0,
    perMinute: does ? each : 0,
  })
  if (counted.name !== total.name) {
    const some = exampleSeries([counted])
    const all = exampleSeries([total])
    return some === undefined || all === undefined
      ? none('no example of a series was found for its selectors')
      : { kind: 'series', series: [grows(some, isCounted), grows(all, true)] }
  }
  const both = exampleSeries([total, counted])
  const other = exampleSeries([total], counted)
  return both === undefined || other === undefined
    ? none('no example was found of a series that one of its selectors takes and the other does not')
    : { kind: 'series', series: [grows(both, isCounted), grows(other, !isCounted)] }
}

/** When the series have been seen for long enough, in milliseconds: a whole number of minutes. */
export function settledAfterMs({ sli, budgeting }: Slo): number {
  const stepMs = Math.max(
    budgeting !== undefined && 'sliceMs' in budgeting ? budgeting.sliceMs : 0,
    'everyMs' in sli ? sli.everyMs : 0,
  )
  return Math.max(60 * MINUTE_MS, 2 * Math.ceil(stepMs / MINUTE_MS) * MINUTE_MS)
}
