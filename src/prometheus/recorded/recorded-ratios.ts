import { parseDuration } from '../../time/duration.ts'
import type { LargeVector } from './large-vector.ts'
import { lookbackNames, PYRRA_AVAILABILITY, SLI_ERROR } from './series-names.ts'

/** What one recorded series says: an error ratio as it stands (it may be NaN), or that several contradict each other. */
export type RecordedRatio = number | 'ambiguous' | undefined

/** Error ratios as recorded, all of one time, by lookback in milliseconds. */
export interface RecordedRatios {
  of(service: string, slo: string): (lookbackMs: number) => RecordedRatio
}

/** Sloth's series over these lookbacks, in one query for every SLO that there is. */
export const slothQuery = (lookbacksMs: readonly number[]): string =>
  `{__name__=~"${lookbacksMs
    .flatMap(lookbackNames)
    .map((name) => SLI_ERROR + name)
    .join('|')}"}`

/** The answer to `slothQuery`. Undefined when it holds no samples but something else. */
export function slothRatios(vector: LargeVector, lookbacksMs: readonly number[]): RecordedRatios | undefined {
  const columns = new Map(
    lookbacksMs.flatMap((lookbackMs, column) =>
      lookbackNames(lookbackMs).map((name) => [SLI_ERROR + name, column] as const),
    ),
  )
  let services = new Map<string, Map<string, RecordedRatio[]>>()
  const isVector = vector.each(['__name__', 'sloth_service', 'sloth_slo'], () => {
    services = new Map()
    return ([series, service, slo], value) => {
      const column = columns.get(series ?? '')
      if (column === undefined || service === undefined || slo === undefined) return
      let slos = services.get(service)
      if (slos === undefined) services.set(service, (slos = new Map()))
      let row = slos.get(slo)
      if (row === undefined) slos.set(slo, (row = emptyRow(lookbacksMs.length)))
      row[column] = agreed(row[column], value)
    }
  })
  if (!isVector) return undefined
  const columnOf = new Map(lookbacksMs.map((lookbackMs, column) => [lookbackMs, column]))
  return {
    of: (service, slo) => {
      const row = services.get(service)?.get(slo)
      return (lookbackMs) => row?.[columnOf.get(lookbackMs) ?? columns.size]
    },
  }
}

/** Every window of Pyrra's, which differ from ours: it scales those of 28 days. */
export const PYRRA_QUERY = `{__name__=~"${PYRRA_AVAILABILITY}|.+:burnrate[0-9].*",slo=~".+"}`
const BURN_RATE = ':burnrate'

/** Pyrra rounds to minutes what it scales: over 30 days its hour is 64 minutes, which speaks of the hour well enough. */
const NEAR_RATIO = 0.1

/** The answer to `PYRRA_QUERY`; `ownWindowMs` of an objective is what its availability is over. */
export function pyrraRatios(
  vector: LargeVector,
  ownWindowMs: (slo: string) => number | undefined,
): RecordedRatios | undefined {
  let rows = new Map<string, Map<number, RecordedRatio>>()
  const isVector = vector.each(['__name__', 'slo'], () => {
    rows = new Map()
    return ([series = '', slo = ''], value) => {
      const isWhole = series === PYRRA_AVAILABILITY
      const lookbackMs = isWhole
        ? ownWindowMs(slo)
        : parseDuration(series.slice(series.lastIndexOf(BURN_RATE) + BURN_RATE.length))
      if (lookbackMs === undefined) return
      const row = rows.get(slo) ?? new Map<number, RecordedRatio>()
      rows.set(slo, row.set(lookbackMs, agreed(row.get(lookbackMs), isWhole ? 1 - value : value)))
    }
  })
  if (!isVector) return undefined
  return {
    of: (_, slo) => {
      const row = rows.get(slo) ?? new Map<number, RecordedRatio>()
      const scaled = [...row.keys()].filter((ms) => ms !== ownWindowMs(slo))
      return (lookbackMs) => row.get(row.has(lookbackMs) ? lookbackMs : nearest(scaled, lookbackMs))
    },
  }
}

/** NaN where none is near. */
function nearest(candidatesMs: readonly number[], lookbackMs: number): number {
  const distance = (ms: number): number => Math.abs(ms - lookbackMs)
  const [near = NaN] = candidatesMs
    .filter((ms) => distance(ms) <= NEAR_RATIO * lookbackMs)
    .sort((a, b) => distance(a) - distance(b))
  return near
}

const emptyRow = (length: number): RecordedRatio[] => Array.from({ length }, () => undefined)

/** Replicas of one rule say the same but for rounding; where they do not, nobody knows which one to believe. */
const SAME_WITHIN = 1e-6

function agreed(before: RecordedRatio, value: number): RecordedRatio {
  if (before === undefined || before === 'ambiguous') return before ?? value
  if (Number.isNaN(before)) return value
  return Number.isNaN(value) || Math.abs(before - value) <= SAME_WITHIN ? before : 'ambiguous'
}
