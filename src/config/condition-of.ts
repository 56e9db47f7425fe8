import type { Bounds, Condition } from '../policy/policy.ts'
import type { ConditionYaml } from './policy-schema.ts'

export function conditionOf(yaml: ConditionYaml): Condition {
  if (yaml.any !== undefined) return { kind: 'any', of: yaml.any.map(conditionOf) }
  if (yaml.all !== undefined) return { kind: 'all', of: yaml.all.map(conditionOf) }
  return { kind: 'remaining', bounds: boundsOf(yaml.remaining ?? {}) }
}

/** Percentages to ratios. */
export function boundsOf(percent: NonNullable<ConditionYaml['remaining']>): Bounds {
  return {
    ...(percent.above !== undefined && { above: percent.above / 100 }),
    ...(percent.at_least !== undefined && { atLeast: percent.at_least / 100 }),
    ...(percent.below !== undefined && { below: percent.below / 100 }),
    ...(percent.at_most !== undefined && { atMost: percent.at_most / 100 }),
  }
}
