import type { SliQuestion } from '../../core/budgets/sli-source.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import type { Outcome } from './asker.ts'
import { type NewestLook, newestQuery, newestSeries, recordedSeries, samplesQuery } from './newest-series.ts'
import type { RecordedMeasurement } from './recorded/recorded-reader.ts'

export interface NewestLooks {
  readonly wanted: readonly NewestLook[]
  /** What recorded series have answered already, by query. */
  readonly known: ReadonlyMap<string, Outcome>
}

/** Whether the SLO's own window is among the lookbacks: others tell of some time in the past. */
export const asksForWindow = ({ slo, lookbacksMs }: SliQuestion, at: number): boolean =>
  lookbacksMs.includes(windowAt(slo.window, at).lookbackMs)

/** Where to look for the newest sample: at the recorded series where there are any, else at the SLO's own. */
export function looksAt(
  questions: readonly SliQuestion[],
  recorded: ReadonlyMap<Slo, RecordedMeasurement>,
  at: number,
): NewestLooks {
  const wanted: NewestLook[] = []
  const known = new Map<string, Outcome>()
  for (const question of questions) {
    if (!asksForWindow(question, at)) continue
    const { slo } = question
    const { newest: found, isWhole = false } = recorded.get(slo) ?? {}
    const isToldByRecorded = found?.sampledAt.kind === 'value' || (isWhole && found !== undefined)
    if (slo.sli.kind !== 'recorded' && !isToldByRecorded) {
      wanted.push({ slo, series: newestSeries(slo) })
      continue
    }
    const series = recordedSeries(slo)
    wanted.push({ slo, series: [series] })
    if (found === undefined) continue
    known.set(newestQuery(series), found.sampledAt)
    if (found.samples !== undefined) known.set(samplesQuery(series), found.samples)
  }
  return { wanted, known }
}
