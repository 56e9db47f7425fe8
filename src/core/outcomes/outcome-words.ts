import { sharePercentText } from '../budgets/percent.ts'
import { moneyWords } from '../cost/money.ts'
import { durationInWords } from '../kernel/time/duration.ts'
import { WAY_TITLES } from '../requests/way-documents.ts'
import type { Outcome, OutcomeState } from './outcome.ts'

/** What became of a deployment, in the words of every place that says it: `it was rolled back`. */
export const STATE_WORDS: Readonly<Record<OutcomeState, string>> = {
  never_used: 'it was never used',
  unreported: 'it was deployed, and nobody reported a rollback',
  running: 'it was still on its way out',
  held: 'it was held on its way out',
  finished: 'it went out and was not rolled back',
  failed: 'it failed',
  rolled_back: 'it was rolled back',
}

/** In a sentence or two: `What became of this override: it was rolled back. In the 24 hours after it …`. */
export function outcomeWords(outcome: Outcome, titleOfSlo: (slo: string) => string): string {
  const { way, state, deployedAt, overMs, slo, spentRatio, spentBeforeRatio, money } = outcome
  const end = `What became of this ${WAY_TITLES[way].toLowerCase()}: ${STATE_WORDS[state]}.`
  if (deployedAt === null) return end
  if (spentRatio === null || slo === null) return `${end} What was spent since is not known.`
  const length = durationInWords(overMs)
  const cost = money === null ? '' : `, ${moneyWords(money)}`
  const before =
    spentBeforeRatio === null ? '' : `; in as long before it, ${sharePercentText(spentBeforeRatio)}`
  return `${end} In the ${length} after it, ${sharePercentText(spentRatio)} of the budget of ${titleOfSlo(slo)} was spent${cost}${before}.`
}
