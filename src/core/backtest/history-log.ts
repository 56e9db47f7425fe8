import type { Reading } from '../budgets/reading.ts'
import type { Slo } from '../budgets/slo.ts'
import type { HistoryGap, SloHistory } from './backtest.ts'

/** What the history of one SLO told, look by look. */
export interface HistoryLog {
  note(reading: Reading): void
  /** Everything up to `until`, when the backtest ends. */
  told(until: number): SloHistory
}

interface Figure {
  readonly remainingRatio: number
  readonly at: number
}

export function historyLog({ name, title }: Pick<Slo, 'name' | 'title'>): HistoryLog {
  const gaps: Omit<HistoryGap, 'until'>[] = []
  const gapEnds: number[] = []
  let [looks, measured] = [0, 0]
  let firstMeasuredAt: number | null = null
  let wholeFrom: number | null = null
  let lowest: Figure | null = null
  let last: Figure | null = null
  let isOpen = false

  const endGap = (at: number): void => {
    if (isOpen) gapEnds.push(at)
    isOpen = false
  }

  return {
    note(reading) {
      const { at } = reading
      looks += 1
      if (reading.kind === 'missing') {
        const { reason, detail } = reading
        if (isOpen && gaps.at(-1)?.reason === reason) return
        endGap(at)
        gaps.push({ reason, detail, from: at })
        isOpen = true
        return
      }
      endGap(at)
      const { remainingRatio } = reading
      measured += 1
      firstMeasuredAt ??= at
      if (reading.coverage >= 1) wholeFrom ??= at
      last = { remainingRatio, at }
      if (lowest === null || remainingRatio < lowest.remainingRatio) lowest = last
    },
    told: (until) => ({
      slo: name,
      title,
      measured,
      looks,
      firstMeasuredAt,
      wholeFrom,
      lowest,
      last,
      gaps: gaps.map((gap, index) => ({ ...gap, until: gapEnds[index] ?? until })),
    }),
  }
}
