import type { SliQuestion } from '../../core/budgets/sli-source.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { newestSeries, recordedSeries, type WatchedSeries } from './newest-series.ts'
import type { RecordedMeasurement } from './recorded/recorded-reader.ts'
import type { RecordedTimes } from './recorded/sloth-times.ts'

/** An SLO, and the series whose newest sample is its own. */
export interface NewestLook {
  readonly slo: Slo
  readonly series: readonly WatchedSeries[]
  /** What has been told of them already. */
  readonly found?: RecordedTimes
}

/** Whether the SLO's own window is among the lookbacks: others tell of some time in the past. */
export const asksForWindow = ({ slo, lookbacksMs }: SliQuestion, at: number): boolean =>
  lookbacksMs.includes(windowAt(slo.window, at).lookbackMs)

/** Where to look for the newest sample: at the recorded series where there are any, else at the SLO's own. */
export function looksAt(
  questions: readonly SliQuestion[],
  recorded: ReadonlyMap<Slo, RecordedMeasurement>,
  at: number,
): readonly NewestLook[] {
  const looks: NewestLook[] = []
  for (const question of questions) {
    if (!asksForWindow(question, at)) continue
    const { slo } = question
    const { newest: found, isWhole = false } = recorded.get(slo) ?? {}
    const isToldByRecorded = found?.sampledAt.kind === 'value' || (isWhole && found !== undefined)
    if (slo.sli.kind !== 'recorded' && !isToldByRecorded) looks.push({ slo, series: newestSeries(slo) })
    else if (found === undefined) looks.push({ slo, series: recordedSeries(slo) })
    else looks.push({ slo, series: recordedSeries(slo), found })
  }
  return looks
}
