import type { BurnRule } from '../budgets/burn-rule.ts'
import type { JudgedRule } from '../budgets/burn-verdict.ts'
import type { BurnAlert } from './burn-alert.ts'

/** What one poll makes of an alert, or of there being none. */
export type BurnStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'begun'; readonly firing: readonly JudgedRule[] }
  | {
      readonly kind: 'goes-on'
      /** The fastest first; empty while it is quiet, and while that is unknown. */
      readonly firing: readonly JudgedRule[]
      /** Of these, the rules that had not fired in this alert before. */
      readonly joined: readonly BurnRule[]
      readonly quietSince: number | null
    }
  /** `unwatched`: its rules were taken out of the configuration. */
  | { readonly kind: 'ended'; readonly why: 'quiet' | 'unwatched' }

/**
 * The next state of one SLO and severity. A rule that fires begins an alert and keeps it going; when none has fired for
 * `quietForMs` it is over. Polls without the figures neither begin an alert nor end one.
 *
 * @param judged the rules of this severity as the reading of this poll has them, the fastest first
 * @param at evaluation time of the poll
 */
export function burnStep(
  before: Pick<BurnAlert, 'rules' | 'quietSince'> | undefined,
  judged: readonly JudgedRule[],
  at: number,
  quietForMs: number,
): BurnStep {
  const firing = judged.filter(({ verdict }) => verdict === 'firing')
  if (before === undefined) return firing.length === 0 ? { kind: 'none' } : { kind: 'begun', firing }
  if (judged.length === 0) return { kind: 'ended', why: 'unwatched' }
  if (firing.length > 0) {
    const joined = firing.map(({ rule }) => rule).filter(({ name }) => !before.rules.includes(name))
    return { kind: 'goes-on', firing, joined, quietSince: null }
  }
  if (judged.some(({ verdict }) => verdict === 'unknown'))
    return { kind: 'goes-on', firing, joined: [], quietSince: null }
  const quietSince = before.quietSince ?? at
  if (at - quietSince >= quietForMs) return { kind: 'ended', why: 'quiet' }
  return { kind: 'goes-on', firing, joined: [], quietSince }
}
