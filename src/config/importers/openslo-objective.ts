import { found } from '../reading/found.ts'
import { percentOfRatio } from '../services/service-problems.ts'
import type { SloYaml } from '../services/service-shape.ts'
import type { ForeignFields } from './foreign-fields.ts'
import type { Threshold } from './openslo-indicator.ts'
import { sliceAt } from './openslo-window.ts'

const OPERATORS: Readonly<Record<string, Threshold['operator']>> = { lte: '<=', gte: '>=', lt: '<', gt: '>' }
const METHODS = ['Occurrences', 'Timeslices', 'RatioTimeslices']

/** Percent in decimal digits. A ratio of 1 leaves no budget and is refused by the check that every SLO passes. */
export function targetOf(objective: ForeignFields): string | undefined {
  const ratio = objective.decimal('target')
  const percent = objective.decimal('targetPercent')
  const isSaidTwice = objective.has('target') && objective.has('targetPercent')
  if (isSaidTwice && (ratio === undefined || percent === undefined || percentOfRatio(ratio) !== percent))
    return objective.refuse('target', 'an objective has either target or targetPercent; take one away')
  if (!objective.has('target') && !objective.has('targetPercent'))
    return objective.refuse('target', 'missing; allowed: a ratio such as 0.995, or targetPercent')
  if (percent !== undefined) {
    objective.carry('targetPercent', `objective: ${percent}`)
    return percent
  }
  if (ratio === undefined) return undefined
  const read = Number(ratio) > 1 ? undefined : percentOfRatio(ratio)
  if (read === undefined)
    return objective.refuse('target', `found ${ratio}; allowed: a ratio from 0 up to, not including, 1`)
  objective.carry('target', `objective: ${read}`)
  return read
}

/** Undefined when the objective does not say it; the indicator knows whether it needs one. */
export function thresholdOf(objective: ForeignFields): Threshold | undefined {
  const { lenient } = objective
  const op = lenient.text('op')
  const value = lenient.decimal('value')
  if (op === undefined || value === undefined) return undefined
  const operator = OPERATORS[op]
  if (operator !== undefined) return { operator, value }
  return lenient.refuse('op', `found ${found(op, 'op')}; allowed: ${Object.keys(OPERATORS).join(', ')}`)
}

/** Where nothing says another, each event counts. */
export function methodOf(spec: ForeignFields, objectives: readonly ForeignFields[]): string | undefined {
  const isSliced = objectives.some((one) => one.has('timeSliceWindow') || one.has('timeSliceTarget'))
  if (!spec.has('budgetingMethod') && !isSliced) {
    spec.say('assumed', 'budgetingMethod', 'missing; each event counts, as with Occurrences')
    return 'Occurrences'
  }
  const method = spec.required('budgetingMethod')
  const known = METHODS.find((name) => name.toLowerCase() === method?.toLowerCase())
  if (known !== undefined || method === undefined) return known
  return spec.refuse(
    'budgetingMethod',
    `found ${found(method, 'budgetingMethod')}; allowed: ${METHODS.join(', ')}`,
  )
}

/** Null for occurrences, which is what an SLO of ours counts when it says nothing. */
export function budgetingOf(
  objective: ForeignFields,
  method: string,
): NonNullable<SloYaml['budgeting']> | null | undefined {
  if (method === 'Occurrences') {
    objective.leave(['timeSliceTarget', 'timeSliceWindow'], 'only time slices have them')
    return null
  }
  const isRatio = method === 'RatioTimeslices'
  const slice = sliceAt(objective, 'timeSliceWindow')
  if (!objective.has('timeSliceWindow'))
    return objective.refuse('timeSliceWindow', `missing; how long is a slice? allowed: a duration such as 5m`)
  if (isRatio)
    objective.leave(['timeSliceTarget'], 'the ratios of slices are averaged, not held against a target')
  const ratio = isRatio ? undefined : objective.decimal('timeSliceTarget')
  if (!isRatio && !objective.has('timeSliceTarget'))
    return objective.refuse('timeSliceTarget', 'missing; allowed: a ratio above 0 and up to 1')
  if (slice === undefined) return undefined
  objective.carry('timeSliceWindow', `budgeting: slices of ${slice}`)
  if (isRatio) return { ratio_timeslices: { slice } }
  if (ratio === undefined) return undefined
  const percent = percentOfRatio(ratio)
  if (percent === undefined || !(Number(ratio) > 0) || Number(ratio) > 1)
    return objective.refuse('timeSliceTarget', `found ${ratio}; allowed: a ratio above 0 and up to 1`)
  objective.carry('timeSliceTarget', `budgeting: a slice is good from ${percent} % on`)
  return { timeslices: { slice, target: Number(percent) } }
}

/** Distinct names of an SLO's objectives: its own, or with what tells them apart when there are several. */
export function objectiveNames(
  name: string,
  displayNames: readonly (string | undefined)[],
): readonly string[] {
  if (displayNames.length === 1) return [name]
  const slugs = displayNames.map((text) =>
    (text ?? '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, ''),
  )
  return slugs.map((slug, index) => {
    const isOwn = slug !== '' && slugs.indexOf(slug) === slugs.lastIndexOf(slug)
    return `${name}-${isOwn ? slug : String(index + 1)}`
  })
}
