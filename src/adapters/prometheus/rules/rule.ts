/** A rule as Prometheus reads it; texts in the order in which they are written. */
export type Rule =
  | {
      readonly record: string
      readonly expr: string
      readonly labels: Readonly<Record<string, string>>
    }
  | {
      readonly alert: string
      readonly expr: string
      readonly labels: Readonly<Record<string, string>>
      readonly annotations: Readonly<Record<string, string>>
    }

/** Rules that Prometheus evaluates one after the other at one time, so that each sees what those before it recorded. */
export interface RuleGroup {
  readonly name: string
  readonly intervalMs: number
  readonly rules: readonly Rule[]
}
