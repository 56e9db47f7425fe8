/** From its beginning up to its end, exclusive. Epoch milliseconds. */
export interface Period {
  readonly from: number
  readonly until: number
}

/** Overlapping and adjoining periods as one, in order; none that is empty, as one whose times a clock change skips. */
export function merged(periods: readonly Period[]): readonly Period[] {
  const whole: Period[] = []
  for (const period of periods.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1)
    if (period.until <= period.from) continue
    if (last === undefined || period.from > last.until) whole.push(period)
    else whole[whole.length - 1] = { from: last.from, until: Math.max(last.until, period.until) }
  }
  return whole
}
