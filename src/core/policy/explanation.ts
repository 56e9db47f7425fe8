import { say, type Words } from '../kernel/prompt.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { percentText } from '../budgets/percent.ts'
import { boundariesOf } from './condition.ts'
import type { DecisionFacts } from './decision-facts.ts'
import type { Decision, ReasonCode } from './decision.ts'
import { concerns, freezeText, reasonOf } from './freeze.ts'
import { type Policy, UNKNOWN_LEVEL } from './policy.ts'
import { openSeats } from './seats.ts'
import { riskIn, roleIn } from './approval-words.ts'
import { youngMark } from '../budgets/young.ts'

/** One sentence that says what was decided, at which level and budget, and what is still wanted. */
export function explanation(
  policy: Policy,
  facts: DecisionFacts,
  decision: Omit<Decision, 'explanation'>,
): Words {
  const what = `${facts.change.title} of ${facts.serviceTitle ?? facts.service}`
  const where = levelWords(policy, facts)
  const has = (reason: ReasonCode): boolean => decision.reasons.includes(reason)

  if (has('exempt')) return `${what} is exempt from the policy and allowed at every level (${where}).`
  if (has('manual_trigger_required'))
    return `${what} needs a deployment started by hand: no automatic trigger at this level (${where}).`
  const freezes = facts.freezes.filter(
    (freeze) => has(reasonOf(freeze)) && concerns(freeze, policy, facts.change),
  )
  const blockers = listInWords(
    freezes.map((freeze) => freezeText(freeze, policy.timeZone).replace(/[.\s]+$/, '')),
  )
  const day = facts.slot?.kind === 'refused' && has(facts.slot.reason) ? say` ${facts.slot.text}` : ''
  if (decision.decision === 'blocked') {
    if (day !== '') return say`${what} has no day in the calendar today (${where}).${day}`
    if (has('risk_too_high'))
      return `${what} is blocked: ${riskIn(policy, facts.risk)} is too much for the budget left (${where}).`
    return has('freeze_active') || blockers === ''
      ? `${what} is blocked (${where}).`
      : `${what} is blocked by ${blockers} (${where}).`
  }
  const beside = blockers === '' ? where : `${where}; ${blockers}`
  const way = WAY_WORDS.find(([reason]) => has(reason))?.[1]
  if (decision.decision === 'approved')
    return `${what} is allowed${way === undefined ? '' : ` by ${way}`} (${beside}).`
  return say`${what} still needs ${wanted(policy, decision)}${way === undefined ? '' : ` for ${way}`} (${beside}).${day}`
}

const WAY_WORDS: readonly (readonly [ReasonCode, string])[] = [
  ['exception', 'a freeze exception'],
  ['override', 'an override of the policy'],
  ['silver_bullet', 'a silver bullet'],
]

function levelWords(policy: Policy, { level, remainingRatio, young, freshness }: DecisionFacts): string {
  if (level === UNKNOWN_LEVEL) return 'the error budget is unknown'
  const left =
    remainingRatio === null
      ? ''
      : `, ${percentText(remainingRatio, boundariesOf(policy))} of the budget left${youngMark(young)}`
  const doubt = { fresh: '', stale: ', last known', unknown: ', no longer known' }[freshness]
  return `${level}${left}${doubt}`
}

function wanted(policy: Policy, { seats, requires, reasons }: Omit<Decision, 'explanation'>): string {
  const approvals = openSeats(seats).map(({ role, count, filledBy }) => {
    const open = count - filledBy.length
    const title = roleIn(policy, role)
    return open === 1 ? `approval by ${title}` : `approval by ${open} × ${title}`
  })
  const titles = requires.map((name) => policy.requirements.get(name)?.title.toLowerCase() ?? name)
  const day = reasons.includes('not_planned') ? ['a day in the calendar'] : []
  return listInWords([...approvals, ...titles, ...day])
}
