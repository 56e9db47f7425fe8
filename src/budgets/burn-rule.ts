/** How much of a hurry a burn alert is: `page` wakes somebody, `ticket` waits for office hours. */
export type BurnSeverity = 'page' | 'ticket'

/** Multi-window burn-rate rule (SRE Workbook, chapter 5): fires while the burn rate over both lookbacks is above `factor`. */
export interface BurnRule {
  /** `fast`, `slow`, `critical`, or `1h-5m`. Distinct within an SLO. */
  readonly name: string
  readonly severity: BurnSeverity
  readonly longMs: number
  /** Lets the alert end soon after the burning does; null where the rule has a single window (seed 001). */
  readonly shortMs: number | null
  readonly factor: number
}

/** The lookbacks in milliseconds that these rules look at. */
export const lookbacksOfRules = (rules: readonly BurnRule[]): number[] => [
  ...new Set(rules.flatMap(({ longMs, shortMs }) => (shortMs === null ? [longMs] : [longMs, shortMs]))),
]
