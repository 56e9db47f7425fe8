import { percentText } from '../budgets/percent.ts'
import { exactDurationInWords } from '../kernel/time/duration.ts'
import type { Bounds, Condition } from './policy.ts'

/** A condition as a person reads it after "when": `less than 10% of the budget is left`. */
export function conditionInWords(condition: Condition): string {
  switch (condition.kind) {
    case 'remaining':
      return `${boundsInWords(condition.bounds)} of the budget is left`
    case 'exhausts_within':
      return `the budget is spent within ${exactDurationInWords(condition.withinMs)} at the rate of the last day`
    case 'burn':
      return `it burns faster than ${condition.above}× over ${exactDurationInWords(condition.overMs)}`
    case 'exhausted_for':
      return `nothing has been left for ${exactDurationInWords(condition.forMs)}`
    case 'spent':
      return `at least ${percentText(condition.atLeast, [condition.atLeast])} was spent within ${exactDurationInWords(condition.withinMs)}`
    case 'missed':
      return `the objective was missed in less than ${percentText(condition.below, [condition.below])} of ${exactDurationInWords(condition.withinMs)}`
    case 'any':
      return condition.of.map(conditionInWords).join(' or ')
    case 'all':
      return condition.of
        .map((part) => (part.kind === 'any' ? `(${conditionInWords(part)})` : conditionInWords(part)))
        .join(' and ')
  }
}

export function boundsInWords({ above, atLeast, below, atMost }: Bounds): string {
  const parts = [
    above === undefined ? '' : `more than ${percentText(above, [above])}`,
    atLeast === undefined ? '' : `at least ${percentText(atLeast, [atLeast])}`,
    below === undefined ? '' : `less than ${percentText(below, [below])}`,
    atMost === undefined ? '' : `at most ${percentText(atMost, [atMost])}`,
  ]
  return parts.filter((part) => part !== '').join(' and ')
}
