import type { Condition } from '../../core/policy/policy.ts'
import { conditionOf } from './condition-reader.ts'
import type { PolicyYaml } from './policy-shape.ts'
import type { Problem } from '../reading/problem.ts'
import { meets, sampleBudgets, type SampleBudget, type SampleBudgets } from './sample-budgets.ts'
import type { YamlFile } from '../reading/yaml-file.ts'

/** Levels that can never be the level of a service, and gaps in which less budget would count as better. */
export function levelProblems(file: YamlFile, policy: PolicyYaml): readonly Problem[] {
  const names = Object.keys(policy.levels)
  const written = Object.values(policy.levels).map(({ when }) => when)
  const conditions = written.map((when) => when && conditionOf(when))
  const misplaced = written.flatMap((when, index) => {
    const place = file.at('levels', names[index] ?? '')
    if (index === 0) return when === undefined ? [] : [place.at('when').problem(FIRST)]
    return when === undefined ? [place.problem(FURTHER)] : []
  })
  return misplaced.length > 0
    ? misplaced
    : [...neverHolding(file, names, conditions), ...gaps(file, names, conditions)]
}

const FIRST = 'the first level holds when no other does; it has no when of its own'
const FURTHER = 'missing when: only the first level goes without a condition'

/** Change types without a rule at a level. */
export function unruledProblems(file: YamlFile, policy: PolicyYaml): readonly Problem[] {
  return Object.entries(policy.levels).flatMap(([name, { changes = {}, risks = {}, otherwise }]) => {
    if (otherwise !== undefined) return []
    const unruled = Object.entries(policy.change_types)
      .filter(([change, { risk }]) => !Object.hasOwn(changes, change) && !Object.hasOwn(risks, risk))
      .map(([change]) => change)
    if (unruled.length === 0) return []
    return [
      file
        .at('levels', name)
        .problem(`no rule here decides ${unruled.join(', ')}; add them, their risk, or otherwise`),
    ]
  })
}

type Conditions = readonly (Condition | undefined)[]

function neverHolding(file: YamlFile, names: readonly string[], conditions: Conditions): readonly Problem[] {
  const { all } = samplesFor(conditions)
  const reached = new Set(all.map((sample) => levelAt(conditions, sample)))
  return names.flatMap((name, index) => {
    if (all.length === 0 || reached.has(index)) return []
    const own = index === 0 ? all : all.filter((sample) => meets(conditions[index], sample))
    const first = own[0]
    if (first === undefined)
      return [file.at('levels', name, 'when').problem('can never hold: no budget meets this condition')]
    const winner = names[levelAt(conditions, first)] ?? ''
    return [
      file
        .at('levels', name)
        .problem(
          `can never hold: wherever it does, ${winner} holds too and stands further down; list levels from best to worst`,
        ),
    ]
  })
}

/** Where only the remaining budget speaks. What burn and history add may well be worse at more budget. */
function gaps(file: YamlFile, names: readonly string[], conditions: Conditions): readonly Problem[] {
  let worst = { index: 0, percent: 100 }
  for (const sample of samplesFor(conditions).quiet) {
    const { percent } = sample
    const index = levelAt(conditions, sample)
    if (index < worst.index) {
      const [here, above] = [names[index] ?? '', names[worst.index] ?? '']
      const message = `gap: at ${percent} % the level would be ${here}, though it is ${above} at ${worst.percent} %; let the bounds meet`
      return [file.at('levels', above, 'when').problem(message)]
    }
    worst = { index, percent }
  }
  return []
}

const samplesFor = (conditions: Conditions): SampleBudgets =>
  sampleBudgets(conditions.filter((condition) => condition !== undefined))

function levelAt(conditions: Conditions, sample: SampleBudget): number {
  return Math.max(
    conditions.findLastIndex((condition) => meets(condition, sample)),
    0,
  )
}
