import { parseDuration } from '../../../../core/kernel/time/duration.ts'
import type { Rule, RuleGroup } from '../rule.ts'

/**
 * promtool holds each query of a test to 10,000 samples, and numbers count at each step of a subquery; several stand in one
 * of ours.
 */
export const MOST_STEPS = 2_000

export interface WithinPromtool {
  readonly groups: readonly RuleGroup[]
  /** Recorded series and alerts that promtool cannot work out; Prometheus, which allows 50 million samples, can. */
  readonly leftOut: readonly string[]
}

/** The groups of one SLO without the rules that look more often at their window than promtool bears, and what builds on them. */
export function withinPromtool(groups: readonly RuleGroup[]): WithinPromtool {
  const gone = new Set<string>()
  const isKept = (rule: Rule): boolean => {
    const isBuiltOnGone = waysOf(rule).every((way) => seriesIn(way).some((series) => gone.has(series)))
    if (!isBuiltOnGone && stepsOf(rule) <= MOST_STEPS) return true
    gone.add('record' in rule ? rule.record : rule.alert)
    return false
  }
  const kept = groups.map((group) => ({ ...group, rules: group.rules.filter(isKept) }))
  return { groups: kept.filter(({ rules }) => rules.length > 0), leftOut: [...gone] }
}

/** An alert fires when one of its burn rules does. */
const waysOf = (rule: Rule): string[] => ('alert' in rule ? rule.expr.split(/^ {2}or$/m) : [rule.expr])

const seriesIn = (promql: string): string[] => [...promql.matchAll(/\bslo:[\w:]+/g)].map(([name]) => name)

/** Of the longest subquery. */
const stepsOf = ({ expr }: Rule): number =>
  Math.max(
    0,
    ...[...expr.matchAll(/\[(\w+):(\w+)\]/g)].map(
      ([, span = '', step = '']) => (parseDuration(span) ?? 0) / (parseDuration(step) ?? Infinity),
    ),
  )
