import type { MeasuredReading, MissingReading, Reading } from '../budgets/reading.ts'
import type { Young } from '../budgets/young.ts'
import { SECOND_MS } from '../kernel/time/duration.ts'
import { type BudgetHistory, budgetFacts } from './budget-facts.ts'
import { levelFor } from './condition.ts'
import { levelNamed, levelRank, type Policy, UNKNOWN_LEVEL } from './policy.ts'
import type { Status } from './status.ts'

/**
 * Where a service stands after a poll. A worse level takes effect at once; a better one when it has held for
 * `recoverAfterMs`, at the worst level seen in that time. A missing SLO stops a recovery, never a worsening: it is
 * unknown whether the missing one has recovered. Nor does a level end by young data of its SLO that begin after the level:
 * a history that was lost is not health. Compare `level` with the previous status to see a transition.
 * `histories` by SLO name.
 */
export function nextStatus(
  previous: Status | undefined,
  service: string,
  readings: readonly Reading[],
  policy: Policy,
  at: number,
  histories: ReadonlyMap<string, BudgetHistory> = new Map(),
): Status {
  const measured = readings.filter((reading) => reading.kind === 'measured')
  const missing = readings
    .filter((reading) => reading.kind === 'missing')
    .map((reading) => missingSlo(reading, previous))
  const deciding = worstOf(measured, policy, histories)
  const complete = deciding !== undefined && missing.length === 0

  const mayRecover = complete && !isOlderThanItsData(previous, measured)
  const { level, recovering } = step(previous, deciding?.level, { complete, mayRecover }, policy, at)
  return {
    service,
    level,
    since: previous?.level === level ? previous.since : at,
    ...figuresOf(previous, deciding?.reading, missing),
    knownAt: complete ? at : lastKnownAt(previous, missing),
    polledAt: at,
    missing,
    recovering,
    policyVersion: policy.version,
  }
}

function missingSlo(
  { slo, reason, detail, newestAt }: MissingReading,
  previous: Status | undefined,
): Status['missing'][number] {
  const known = previous?.missing.find((one) => one.slo === slo)?.stoppedAt
  const stoppedAt = reason === 'data_stopped' ? newestAt : known
  return { slo, reason, detail, ...(stoppedAt !== undefined && { stoppedAt }) }
}

function lastKnownAt(previous: Status | undefined, missing: Status['missing']): number | null {
  const knownAt = previous?.knownAt ?? null
  return knownAt === null ? null : Math.min(knownAt, ...missing.map(({ stoppedAt }) => stoppedAt ?? knownAt))
}

/** The deciding SLO and its budget. While that one is missing, its last figure stands against any better one. */
function figuresOf(
  previous: Status | undefined,
  deciding: MeasuredReading | undefined,
  missing: Status['missing'],
): Pick<Status, 'slo' | 'remainingRatio' | 'young'> {
  const before = {
    slo: previous?.slo ?? null,
    remainingRatio: previous?.remainingRatio ?? null,
    young: previous?.young ?? null,
  }
  if (deciding === undefined) return before
  const isKept =
    before.remainingRatio !== null &&
    before.remainingRatio < deciding.remainingRatio &&
    missing.some(({ slo }) => slo === before.slo)
  const { slo, remainingRatio, young = null } = deciding
  return isKept ? before : { slo, remainingRatio, young }
}

/** Whether all that is still known of the SLO that decided was measured after its level had begun. */
function isOlderThanItsData(previous: Status | undefined, measured: readonly MeasuredReading[]): boolean {
  const reading = measured.find(({ slo }) => slo === previous?.slo)
  if (previous === undefined || reading?.young === undefined) return false
  return previous.since < reading.at - reading.young.coveredSeconds * SECOND_MS
}

interface Step {
  readonly level: string
  readonly recovering: Status['recovering']
}

function step(
  previous: Status | undefined,
  observed: string | undefined,
  { complete, mayRecover }: { readonly complete: boolean; readonly mayRecover: boolean },
  policy: Policy,
  at: number,
): Step {
  const current = previous?.level ?? UNKNOWN_LEVEL
  const rank = (level: string): number => levelRank(policy, level)
  const isKnown = levelNamed(policy, current) !== undefined

  if (observed === undefined) return { level: current, recovering: null }
  if (!isKnown) {
    // First sight: a bad SLO counts at once, but a missing one keeps the service from counting as healthy.
    const believable = complete || rank(observed) > 0
    return { level: believable ? observed : current, recovering: null }
  }
  if (rank(observed) >= rank(current)) return { level: observed, recovering: null }
  if (!mayRecover) return { level: current, recovering: null }

  const begun = previous?.recovering ?? null
  // A level that an edited policy no longer has says nothing about this recovery: it starts again.
  const before =
    begun !== null && levelNamed(policy, begun.level) !== undefined ? begun : { level: observed, since: at }
  const recovering = {
    since: before.since,
    level: rank(before.level) > rank(observed) ? before.level : observed,
  }
  if (at - recovering.since < policy.recoverAfterMs) return { level: current, recovering }
  const stillBetter = rank(observed) < rank(recovering.level)
  return { level: recovering.level, recovering: stillBetter ? { level: observed, since: at } : null }
}

/** A service's status is its worst SLO's; among equals, the one with the least budget left. */
function worstOf(
  readings: readonly MeasuredReading[],
  policy: Policy,
  histories: ReadonlyMap<string, BudgetHistory>,
): { readonly reading: MeasuredReading; readonly level: string } | undefined {
  return readings
    .map((reading) => ({
      reading,
      level: levelFor(policy, budgetFacts(reading, histories.get(reading.slo))).name,
    }))
    .sort(
      (a, b) =>
        levelRank(policy, b.level) - levelRank(policy, a.level) ||
        a.reading.remainingRatio - b.reading.remainingRatio,
    )[0]
}

/**
 * How much a status can be trusted: `stale` when the last poll was incomplete or long ago, `unknown` past the time that
 * the level is kept.
 */
export type Freshness = 'fresh' | 'stale' | 'unknown'

/**
 * The last level is kept for `onMissingBudget.keepLevelMs` after the last complete reading; then it is unknown. It is
 * also unknown where the policy has no such level: before the first reading, and before the first after an edit.
 */
export function freshnessOf(status: Status | undefined, policy: Policy, now: number): Freshness {
  if (status === undefined || status.knownAt === null) return 'unknown'
  if (levelNamed(policy, status.level) === undefined) return 'unknown'
  if (now - status.knownAt > policy.onMissingBudget.keepLevelMs) return 'unknown'
  return status.missing.length > 0 ? 'stale' : 'fresh'
}

/** What a decision needs to know of a service's status. */
export interface CurrentLevel {
  readonly level: string
  readonly remainingRatio: number | null
  readonly young?: Young
  readonly freshness: Freshness
}

export const currentLevel = (status: Status | undefined, policy: Policy, now: number): CurrentLevel => ({
  level: status?.level ?? UNKNOWN_LEVEL,
  remainingRatio: status?.remainingRatio ?? null,
  ...(status?.young && { young: status.young }),
  freshness: freshnessOf(status, policy, now),
})
