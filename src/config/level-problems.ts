import { holds } from '../policy/condition.ts'
import { conditionOf } from './condition-of.ts'
import type { ConditionYaml } from './condition-schema.ts'
import type { PolicyYaml } from './policy-schema.ts'
import type { Problem } from './problem.ts'
import type { YamlFile } from './yaml-file.ts'

/** Levels that can never be the level of a service, and gaps in which less budget would count as better. */
export function levelProblems(file: YamlFile, policy: PolicyYaml): readonly Problem[] {
  const names = Object.keys(policy.levels)
  const conditions = Object.values(policy.levels).map(({ when }) => when)
  const misplaced = conditions.flatMap((when, index) => {
    const path = ['levels', names[index] ?? '']
    if (index === 0 && when !== undefined)
      return [
        file.problem(
          [...path, 'when'],
          'the first level holds when no other does; it has no when of its own',
        ),
      ]
    if (index > 0 && when === undefined)
      return [file.problem(path, 'missing when: only the first level goes without a condition')]
    return []
  })
  return misplaced.length > 0
    ? misplaced
    : [...neverHolding(file, names, conditions), ...gaps(file, names, conditions)]
}

/** Change types that no rule of a level decides. */
export function unruledProblems(file: YamlFile, policy: PolicyYaml): readonly Problem[] {
  return Object.entries(policy.levels).flatMap(([name, { changes = {}, risks = {}, otherwise }]) => {
    if (otherwise !== undefined) return []
    const unruled = Object.entries(policy.change_types)
      .filter(([change, { risk }]) => !Object.hasOwn(changes, change) && !Object.hasOwn(risks, risk))
      .map(([change]) => change)
    if (unruled.length === 0) return []
    return [
      file.problem(
        ['levels', name],
        `no rule here decides ${unruled.join(', ')}; add them, their risk, or otherwise`,
      ),
    ]
  })
}

type Conditions = readonly (ConditionYaml | undefined)[]

function neverHolding(file: YamlFile, names: readonly string[], conditions: Conditions): readonly Problem[] {
  const points = samplesOf(conditions)
  const reached = new Set(points.map((percent) => levelAt(conditions, percent)))
  return names.flatMap((name, index) => {
    if (reached.has(index)) return []
    const own = index === 0 ? points : points.filter((percent) => meets(conditions[index], percent))
    const first = own[0]
    if (first === undefined)
      return [file.problem(['levels', name, 'when'], 'can never hold: no budget meets this condition')]
    const winner = names[levelAt(conditions, first)] ?? ''
    return [
      file.problem(
        ['levels', name],
        `can never hold: wherever it does, ${winner} holds too and stands further down; list levels from best to worst`,
      ),
    ]
  })
}

function gaps(file: YamlFile, names: readonly string[], conditions: Conditions): readonly Problem[] {
  let worst = { index: 0, percent: 100 }
  for (const percent of samplesOf(conditions)) {
    const index = levelAt(conditions, percent)
    if (index < worst.index) {
      const [here, above] = [names[index] ?? '', names[worst.index] ?? '']
      const message = `gap: at ${percent} % the level would be ${here}, though it is ${above} at ${worst.percent} %; let the bounds meet`
      return [file.problem(['levels', above, 'when'], message)]
    }
    worst = { index, percent }
  }
  return []
}

function levelAt(conditions: Conditions, percent: number): number {
  const index = conditions.findLastIndex((when) => meets(when, percent))
  return Math.max(index, 0)
}

const meets = (when: ConditionYaml | undefined, percent: number): boolean =>
  when !== undefined && holds(conditionOf(when), { remainingRatio: percent / 100 })

/** Percentages on every bound, between each two, and below the last; falling. Between bounds nothing changes. */
function samplesOf(conditions: Conditions): readonly number[] {
  const bounds = [
    ...new Set([100, ...conditions.flatMap((when) => (when === undefined ? [] : boundsIn(when)))]),
  ]
  bounds.sort((a, b) => b - a)
  return bounds.flatMap((bound, index) => {
    const next = bounds[index + 1]
    return [bound, next === undefined ? bound - 10 : (bound + next) / 2]
  })
}

const boundsIn = (when: ConditionYaml): readonly number[] => [
  ...Object.values(when.remaining ?? {}).filter((bound) => bound !== undefined),
  ...[...(when.any ?? []), ...(when.all ?? [])].flatMap(boundsIn),
]
