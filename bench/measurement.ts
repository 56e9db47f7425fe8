/** One figure beside its baseline of the same run. */
export interface Measurement {
  readonly what: string
  readonly unit: string
  readonly ours: number
  readonly baseline: number
  readonly better: 'more' | 'less'
  /** Shares of the baseline: what it must reach, and what is aimed at. */
  readonly least?: number
  readonly aim?: number
}

/** Ours as a share of the baseline, so that more is always better. */
export const share = ({ ours, baseline, better }: Measurement): number =>
  better === 'more' ? ours / baseline : baseline / ours

const figure = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 })

export function measurementLine(measurement: Measurement): string {
  const { what, unit, ours, baseline, least, aim } = measurement
  const ratio = share(measurement)
  const goal =
    least === undefined
      ? ''
      : `  ${ratio >= (aim ?? least) ? 'reaches the aim' : ratio >= least ? 'enough' : 'TOO SLOW'} (at least ${least}, aim ${aim ?? least})`
  return `${what.padEnd(28)} ${figure(ours).padStart(10)} ${unit.padEnd(12)} baseline ${figure(baseline).padStart(10)}  × ${ratio.toFixed(2)}${goal}`
}
