import { sloKey } from '../../budgets/slo.ts'
import { parseDuration } from '../../time/duration.ts'
import { eachSample } from './large-vector.ts'
import { lookbackNames, PYRRA_AVAILABILITY, SLI_ERROR } from './series-names.ts'

/** What one recorded series says: an error ratio as it stands (it may be NaN), or that several contradict each other. */
export type RecordedRatio = number | 'ambiguous' | undefined

/** Error ratios as recorded, all of one time. */
export interface RecordedRatios {
  of(service: string, slo: string, lookbackMs: number): RecordedRatio
}

/** Sloth's series over these lookbacks, in one query for every SLO that there is. */
export const slothQuery = (lookbacksMs: readonly number[]): string =>
  `{__name__=~"${lookbacksMs
    .flatMap(lookbackNames)
    .map((name) => SLI_ERROR + name)
    .join('|')}"}`

/** The answer to `slothQuery`. Undefined when it is no vector. */
export function slothRatios(data: unknown, lookbacksMs: readonly number[]): RecordedRatios | undefined {
  const columns = new Map(
    lookbacksMs.flatMap((lookbackMs, column) =>
      lookbackNames(lookbackMs).map((name) => [SLI_ERROR + name, column] as const),
    ),
  )
  const rows = new Map<string, RecordedRatio[]>()
  const isVector = eachSample(data, ({ __name__: series, sloth_service: service, sloth_slo: slo }, value) => {
    const column = columns.get(series ?? '')
    if (column === undefined || service === undefined || slo === undefined) return
    const key = sloKey({ service, name: slo })
    let row = rows.get(key)
    if (row === undefined) rows.set(key, (row = emptyRow(lookbacksMs.length)))
    row[column] = agreed(row[column], value)
  })
  if (!isVector) return undefined
  const columnOf = new Map(lookbacksMs.map((lookbackMs, column) => [lookbackMs, column]))
  return {
    of: (service, name, lookbackMs) =>
      rows.get(sloKey({ service, name }))?.[columnOf.get(lookbackMs) ?? columns.size],
  }
}

/** Every window of Pyrra's, which differ from ours: it scales those of 28 days. */
export const PYRRA_QUERY = `{__name__=~"${PYRRA_AVAILABILITY}|.+:burnrate[0-9].*",slo=~".+"}`

/** Pyrra rounds to minutes what it scales: over 30 days its hour is 64 minutes, which speaks of the hour well enough. */
const NEAR_RATIO = 0.1

/** The answer to `PYRRA_QUERY`; `ownWindowMs` of an objective is what its availability is over. */
export function pyrraRatios(
  data: unknown,
  ownWindowMs: (slo: string) => number | undefined,
): RecordedRatios | undefined {
  const rows = new Map<string, Map<number, RecordedRatio>>()
  const isVector = eachSample(data, ({ __name__: series = '', slo }, value) => {
    if (slo === undefined) return
    const isWhole = series === PYRRA_AVAILABILITY
    const lookbackMs = isWhole
      ? ownWindowMs(slo)
      : parseDuration(series.slice(series.lastIndexOf(':burnrate') + ':burnrate'.length))
    if (lookbackMs === undefined) return
    const row = rows.get(slo) ?? new Map<number, RecordedRatio>()
    rows.set(slo, row.set(lookbackMs, agreed(row.get(lookbackMs), isWhole ? 1 - value : value)))
  })
  if (!isVector) return undefined
  return {
    of: (_, slo, lookbackMs) => {
      const row = rows.get(slo)
      if (row === undefined || row.has(lookbackMs)) return row?.get(lookbackMs)
      const near = [...row.keys()]
        .filter((ms) => ms !== ownWindowMs(slo) && Math.abs(ms - lookbackMs) <= NEAR_RATIO * lookbackMs)
        .sort((a, b) => Math.abs(a - lookbackMs) - Math.abs(b - lookbackMs))[0]
      return near === undefined ? undefined : row.get(near)
    },
  }
}

const emptyRow = (length: number): RecordedRatio[] => Array.from({ length }, () => undefined)

/** Replicas of one rule say the same but for rounding; where they do not, nobody knows which one to believe. */
const SAME_WITHIN = 1e-6

function agreed(before: RecordedRatio, value: number): RecordedRatio {
  if (before === undefined || before === 'ambiguous') return before ?? value
  if (Number.isNaN(before)) return value
  return Number.isNaN(value) || Math.abs(before - value) <= SAME_WITHIN ? before : 'ambiguous'
}
