import type { MeasuredReading } from '../../src/core/budgets/reading.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { levelFor } from '../../src/core/policy/condition.ts'
import { type Policy, UNKNOWN_LEVEL } from '../../src/core/policy/policy.ts'
import type { Status, Transition } from '../../src/core/policy/status.ts'
import type { Rollout } from '../../src/core/rollouts/rollout.ts'
import { anIncident } from './an-incident.ts'
import { GATEWAY, Platform, service, WINDOW_MS } from './platform.ts'
import { DANA } from './people.ts'
import { shippedPolicy } from './shipped-policy.ts'

/** Share of the window's budget that each day spends, the oldest first; the rest of the days spend what `QUIET` says. */
const OUTAGES: ReadonlyMap<number, number> = new Map([
  [6, 0.16],
  [15, 0.22],
  [26, 0.19],
])
const QUIET = 0.007

/** What a budget spent in the hour that ends `hours` after the window began, as a share of it. */
function spentIn(hours: number): number {
  const day = Math.floor((hours - 1) / 24)
  const outage = OUTAGES.get(day)
  const inOutage = outage !== undefined && (hours - 1) % 24 >= 13 && (hours - 1) % 24 < 16
  return QUIET / 24 + (inOutage ? outage / 3 : 0)
}

/** A reading each hour of a month that ends at `at`: three outages, and days that spend little. */
export function monthOfReadings(
  at: number,
  name = GATEWAY,
  slo = 'availability',
): readonly MeasuredReading[] {
  const hours = WINDOW_MS / HOUR_MS
  const spent = Array.from({ length: hours }, (_, index) => spentIn(index + 1))
  const over = (until: number, count: number): number =>
    spent.slice(Math.max(0, until - count), until).reduce((sum, one) => sum + one, 0)
  return spent.map((_, index) => {
    const until = index + 1
    const rate = (count: number): number => (over(until, count) * hours) / Math.min(count, until)
    const remainingRatio = 1 - over(until, until)
    return {
      kind: 'measured',
      service: name,
      slo,
      at: at - WINDOW_MS + until * HOUR_MS,
      good: null,
      total: null,
      errorRatio: (1 - remainingRatio) * 0.005,
      remainingRatio,
      burnRates: { '5m': rate(1), '1h': rate(1), '6h': rate(6), '1d': rate(24), '3d': rate(72) },
      spentLastDayRatio: over(until, 24),
      exhaustsInMs: null,
      coverage: 1,
    }
  })
}

export const aRollout = (given: Partial<Rollout> = {}): Rollout => ({
  id: 'ro_1',
  requestId: null,
  service: GATEWAY,
  revision: 'v2.3.1',
  environment: 'production',
  requestedBy: DANA,
  startedBy: DANA,
  startedAt: 0,
  level: 'HEALTHY',
  plan: { kind: 'stages', holdAboveBurn: null, stages: [] },
  state: 'finished',
  stage: 0,
  stageAt: 0,
  hold: null,
  signedBy: [],
  isWaitTold: false,
  isBurnAccepted: false,
  endedAt: null,
  costs: [],
  reports: [],
  card: null,
  ...given,
})

/** The changes of level that these readings brought, as far as the budget remaining alone decides. */
function transitionsOf(readings: readonly MeasuredReading[], policy: Policy): readonly Transition[] {
  let level = UNKNOWN_LEVEL
  return readings.flatMap(({ service: name, slo, at, remainingRatio }) => {
    const { name: to } = levelFor(policy, { remainingRatio })
    if (to === level) return []
    const moved = { id: `t_${name}_${at}`, service: name, from: level, to, at, slo, remainingRatio }
    level = to
    return [{ ...moved, policyVersion: policy.version }]
  })
}

/** Where a service stands after these transitions. */
export const statusAt = (at: number, transitions: readonly Transition[]): Status => {
  const last = transitions.at(-1)
  return {
    service: last?.service ?? '',
    level: last?.to ?? UNKNOWN_LEVEL,
    since: last?.at ?? at,
    slo: last?.slo ?? null,
    remainingRatio: last?.remainingRatio ?? null,
    young: null,
    knownAt: at,
    polledAt: at,
    missing: [],
    recovering: null,
    policyVersion: last?.policyVersion ?? '',
  }
}

/** A platform with that month behind it: three incidents, five deployments of which one failed and one was rolled back. */
export async function platformWithMonth(policy: Policy = shippedPolicy): Promise<Platform> {
  const platform = await Platform.open([service(GATEWAY)], policy)
  const at = platform.clock.now()
  const begins = at - WINDOW_MS
  const readings = monthOfReadings(at)
  await platform.store.readings.add(readings)
  const transitions = transitionsOf(readings, policy)
  await platform.store.statuses.addTransitions(transitions)
  await platform.store.statuses.save([statusAt(at, transitions)])
  for (const [day, costRatio] of OUTAGES)
    await platform.store.incidents.save(
      anIncident({
        id: `i_${day}`,
        what: 'HighErrorRate',
        startedAt: begins + day * DAY_MS + 13 * HOUR_MS,
        endedAt: begins + day * DAY_MS + 16 * HOUR_MS,
        costRatio,
        slo: 'availability',
        isCostFinal: true,
      }),
    )
  const states = ['finished', 'failed', 'finished', 'rolled_back', 'finished'] as const
  for (const [index, state] of states.entries()) {
    const startedAt = begins + (2 + index * 6) * DAY_MS + 10 * HOUR_MS
    const endedAt = startedAt + 40 * MINUTE_MS
    await platform.store.rollouts.save(
      aRollout({ id: `ro_${index}`, revision: `v2.${index}.0`, startedAt, state, endedAt }),
    )
  }
  return platform
}
