/** One figure beside its baseline, both taken in the same run. */
export interface Measurement {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly baseline: number
  /** Ours as a share of the baseline, the better the greater: 0.5 is half as good. */
  readonly share: number
  readonly goal: Goal | null
}

/** Shares of the baseline: what must be reached, and what is aimed at. */
export interface Goal {
  readonly least: number
  readonly aim: number
}

/** What one round of a bench found, for ours and for the baseline. */
export interface Pair {
  readonly ours: number
  readonly baseline: number
}

/** Medians of rounds. The share is the median of the rounds' own shares: both sides of a round had the same machine. */
export function measured(
  what: { readonly name: string; readonly unit: string; readonly better: 'more' | 'less' },
  rounds: readonly Pair[],
  goal: Goal | null = null,
): Measurement {
  const shares = rounds.map(({ ours, baseline }) =>
    what.better === 'more' ? ours / baseline : baseline / ours,
  )
  return {
    name: what.name,
    unit: what.unit,
    ours: median(rounds.map(({ ours }) => ours)),
    baseline: median(rounds.map(({ baseline }) => baseline)),
    share: median(shares),
    goal,
  }
}

/** The upper one of two in the middle. NaN for none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

/** NaN reaches nothing. */
export const isEnough = ({ share, goal }: Measurement): boolean => goal === null || share >= goal.least

const HEADINGS = ['', 'ours', 'baseline', 'share', 'least', 'aim', '']

/** All of them under headings, one a line. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const rows = [HEADINGS, ...measurements.map(cellsOf)]
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const isFigure = (column: number): boolean => column > 0 && column < HEADINGS.length - 1
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (isFigure(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

function cellsOf(measurement: Measurement): string[] {
  const { name, unit, ours, baseline, share, goal } = measurement
  const verdict =
    goal === null ? '' : share >= goal.aim ? 'reaches the aim' : isEnough(measurement) ? 'enough' : 'TOO SLOW'
  return [
    name,
    `${figure(ours)} ${unit}`,
    `${figure(baseline)} ${unit}`,
    share.toFixed(2),
    goal === null ? '–' : goal.least.toFixed(2),
    goal === null ? '–' : goal.aim.toFixed(2),
    verdict,
  ]
}

const figure = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })
