import type { SliSample } from './sli-source.ts'
import type { Slo } from './slo.ts'

/** Above it, numbers are no longer whole: one more event would change nothing. */
const MOST_EVENTS = Number.MAX_SAFE_INTEGER
/** Two counts of one time may differ by rounding. */
const COUNT_SLACK = 1e-6
/** Ratios of two moments may pass their bounds by a little, and what is divided by a budget by a hundredth. */
const RATIO_SLACK = 1e-3
const BUDGET_SLACK = 1e-2

/** A sample that cannot be true is missing, and says what stands in it. */
export function orImplausible(sample: SliSample, slo: Slo): SliSample {
  const detail = whyImplausible(sample, slo)
  return detail === undefined ? sample : { kind: 'missing', reason: 'implausible', detail }
}

function whyImplausible(sample: SliSample, { objective: { errorBudgetRatio } }: Slo): string | undefined {
  switch (sample.kind) {
    case 'counts':
      return whyNoCounts(sample.good, sample.total)
    case 'success-ratio':
      return within(sample.ratio, -RATIO_SLACK, 1 + RATIO_SLACK)
        ? undefined
        : `a success ratio of ${sample.ratio} is not between 0 and 1`
    case 'burn-rate':
      return within(sample.burnRate, -RATIO_SLACK, (1 + BUDGET_SLACK) / errorBudgetRatio)
        ? undefined
        : `a burn rate of ${sample.burnRate} is not between 0 and ${figure(1 / errorBudgetRatio)}, at which everything fails`
    case 'remaining':
      return within(sample.remainingRatio, 1 - (1 + BUDGET_SLACK) / errorBudgetRatio, 1 + RATIO_SLACK)
        ? undefined
        : `a remaining budget of ${sample.remainingRatio} is not between 1 and ${figure(1 - 1 / errorBudgetRatio)}, at which everything failed`
    case 'missing':
      return undefined
  }
}

function whyNoCounts(good: number, total: number): string | undefined {
  const said = (): string => `${figure(good)} good events of ${figure(total)}`
  if (!Number.isFinite(good) || !Number.isFinite(total)) return `${said()} are no numbers`
  if (total > MOST_EVENTS) return `${said()} are more than can be counted (2^53)`
  const slack = Math.abs(total) * COUNT_SLACK
  return within(good, -slack, total + slack) ? undefined : `${said()} cannot be`
}

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most

const figure = (value: number): number => Number(value.toPrecision(6))
