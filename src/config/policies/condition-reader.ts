import type { Bounds, Condition } from '../../core/policy/policy.ts'
import type { ConditionYaml } from './condition-shape.ts'
import { millis } from '../reading/fields.ts'
import { given } from '../reading/given.ts'

/** A condition that its schema has let through: exactly one key. */
export function conditionOf(yaml: ConditionYaml): Condition {
  const { exhausts_within, burn, exhausted_for, spent, missed } = yaml
  if (yaml.any !== undefined) return { kind: 'any', of: yaml.any.map(conditionOf) }
  if (yaml.all !== undefined) return { kind: 'all', of: yaml.all.map(conditionOf) }
  if (exhausts_within !== undefined) return { kind: 'exhausts_within', withinMs: millis(exhausts_within) }
  if (burn !== undefined) return { kind: 'burn', overMs: millis(burn.over), above: burn.above }
  if (exhausted_for !== undefined) return { kind: 'exhausted_for', forMs: millis(exhausted_for) }
  if (spent !== undefined)
    return { kind: 'spent', withinMs: millis(spent.within), atLeast: spent.at_least / 100 }
  if (missed !== undefined)
    return { kind: 'missed', withinMs: millis(missed.within), below: missed.below / 100 }
  return { kind: 'remaining', bounds: boundsOf(yaml.remaining ?? {}) }
}

/** Percentages to ratios. */
export function boundsOf(percent: NonNullable<ConditionYaml['remaining']>): Bounds {
  const ratio = (figure: number | undefined): number | undefined =>
    figure === undefined ? undefined : figure / 100
  const { above, at_least: atLeast, below, at_most: atMost } = percent
  return given({ above: ratio(above), atLeast: ratio(atLeast), below: ratio(below), atMost: ratio(atMost) })
}
