/** How much of a hurry a burn alert is: `page` wakes somebody, `ticket` waits for office hours. */
export const BURN_SEVERITIES = ['page', 'ticket'] as const
export type BurnSeverity = (typeof BURN_SEVERITIES)[number]

/** Multi-window burn-rate rule (SRE Workbook, chapter 5): fires while the burn rate over both lookbacks is above `factor`. */
export interface BurnRule {
  /** `fast`, `slow`, `critical`, or `1h-5m`. Distinct within an SLO. */
  readonly name: string
  readonly severity: BurnSeverity
  readonly longMs: number
  /** Lets the alert end soon after the burning does; null where the rule has a single window (seed 001). */
  readonly shortMs: number | null
  /** For a calendar window whose length varies: that of its usual length. `burnRulesAt` knows the present one. */
  readonly factor: number
  /** The share of the budget that may go in the long lookback, where the factor follows from it and from the window. */
  readonly budgetShare?: number
}

/** The lookbacks in milliseconds that these rules look at. */
export const lookbacksOfRules = (rules: readonly BurnRule[]): number[] => [
  ...new Set(rules.flatMap(({ longMs, shortMs }) => (shortMs === null ? [longMs] : [longMs, shortMs]))),
]

/** Share of budget × window ÷ long lookback: 2 % of 30 days' budget in an hour is a burn rate of 14.4. */
export const burnFactor = (budgetShare: number, windowMs: number, longMs: number): number =>
  (budgetShare * windowMs) / longMs

/** The rules of a window that is `lengthMs` long now: the factors of a month follow its days. */
export const burnRulesAt = (rules: readonly BurnRule[], lengthMs: number): BurnRule[] =>
  rules.map((rule) =>
    rule.budgetShare === undefined
      ? rule
      : { ...rule, factor: burnFactor(rule.budgetShare, lengthMs, rule.longMs) },
  )
