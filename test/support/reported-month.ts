import { parseObjective } from '../../src/core/budgets/objective.ts'
import { pushedSource } from '../../src/core/budgets/pushed-source.ts'
import type { Service } from '../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import type { ReportWorld } from '../../src/core/reports/report-world.ts'
import { anIncident } from './an-incident.ts'
import { aRollout, statusAt } from './pictured-month.ts'
import { Platform, service } from './platform.ts'

export const OCTOBER = Date.parse('2026-10-01T00:00:00Z')
export const NOVEMBER = Date.parse('2026-11-01T00:00:00Z')

/** Counts that lie at both ends of the month, so that all of it is covered. */
async function pushed(platform: Platform, name: string, good: number, bad: number): Promise<void> {
  const half = { service: name, slo: 'availability', good: good / 2, total: (good + bad) / 2 }
  await platform.store.pushedCounts.add([
    { ...half, at: OCTOBER + MINUTE_MS },
    { ...half, at: NOVEMBER - MINUTE_MS },
  ])
}

/** A price and an SLA for checkout. */
const priced = (one: Service): Service => ({
  ...one,
  cost: { currency: 'EUR', perBadMinute: 120 },
  slos: one.slos.map((slo) => {
    const agreement = parseObjective('99.5')
    return agreement === undefined ? slo : { ...slo, agreement }
  }),
})

/**
 * The third of November 2026 after an eventful October: checkout overspent, with incidents, a freeze and deployments; search was
 * well; nobody pushed anything of the archive.
 */
export async function platformWithOctober(): Promise<{
  readonly platform: Platform
  readonly world: ReportWorld
}> {
  const platform = await Platform.open([
    priced(service('checkout', ['99.9'])),
    service('search', ['99.5']),
    service('archive', ['99']),
  ])
  platform.clock.advance(Date.parse('2026-11-03T09:00:00Z') - platform.clock.now())
  await pushed(platform, 'checkout', 998_500, 1_500)
  await pushed(platform, 'search', 99_960, 40)
  const { store } = platform
  const reading = (name: string, at: number, remainingRatio: number) => ({
    kind: 'measured' as const,
    service: name,
    slo: 'availability',
    at,
    good: null,
    total: null,
    errorRatio: (1 - remainingRatio) * 0.005,
    remainingRatio,
    burnRates: { '5m': 1, '1h': 1, '6h': 1, '1d': 1, '3d': 1 },
    spentLastDayRatio: 0.03,
    exhaustsInMs: null,
    coverage: 1,
  })
  await store.readings.add([
    reading('checkout', OCTOBER - MINUTE_MS, 0.62),
    reading('checkout', NOVEMBER - MINUTE_MS, -0.48),
    reading('checkout', OCTOBER + 25 * DAY_MS - MINUTE_MS, 0.31),
    reading('checkout', NOVEMBER + DAY_MS - MINUTE_MS, -0.5),
    reading('search', OCTOBER - MINUTE_MS, 0.9),
    reading('search', NOVEMBER - MINUTE_MS, 0.92),
  ])
  const day = (count: number): number => OCTOBER + (count - 1) * DAY_MS
  for (const [id, begins, minutes, costRatio] of [
    ['i_1', day(9) + 14 * HOUR_MS, 45, 0.3],
    ['i_2', day(20) + 3 * HOUR_MS, 90, 0.8],
  ] as const)
    await store.incidents.save(
      anIncident({
        id,
        service: 'checkout',
        what: 'HighErrorRate',
        startedAt: begins,
        endedAt: begins + minutes * MINUTE_MS,
        costRatio,
        slo: 'availability',
        isCostFinal: true,
      }),
    )
  const states = ['finished', 'failed', 'finished', 'rolled_back'] as const
  for (const [index, state] of states.entries()) {
    const startedAt = day(5 + index * 7) + 10 * HOUR_MS
    const endedAt = startedAt + 40 * MINUTE_MS
    await store.rollouts.save(
      aRollout({
        id: `ro_${index}`,
        service: 'checkout',
        startedAt,
        endedAt,
        state,
        costs: [{ slo: 'availability', costRatio: 0.01 * index, outageSeconds: null }],
      }),
    )
  }
  const moves = [
    ['checkout', day(-10), 'HEALTHY'],
    ['checkout', day(9) + 15 * HOUR_MS, 'WARNING'],
    ['checkout', day(20) + 4 * HOUR_MS, 'EMERGENCY'],
    ['search', day(-10), 'HEALTHY'],
  ] as const
  const transitions = moves.map(([name, at, to], index) => ({
    id: `t_${index}`,
    service: name,
    from: 'HEALTHY',
    to,
    at,
    slo: 'availability',
    remainingRatio: 0.4,
    policyVersion: '1',
  }))
  await store.statuses.addTransitions(transitions)
  for (const name of ['checkout', 'search'])
    await store.statuses.save([
      statusAt(
        platform.clock.now(),
        transitions.filter((one) => one.service === name),
      ),
    ])
  await store.levelFreezes.save({
    id: 't_2',
    service: 'checkout',
    level: 'EMERGENCY',
    beganAt: day(20) + 4 * HOUR_MS,
    endedAt: null,
    incidentCommander: null,
    warRoom: null,
    subject: 'freeze/t_2',
    announcement: null,
  })
  const world = { ...platform.everything, pastSource: pushedSource(store.pushedCounts) }
  return { platform, world }
}
