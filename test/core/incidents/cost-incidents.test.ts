import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { sharePercentText } from '../../../src/core/budgets/percent.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import type { SliSource } from '../../../src/core/budgets/sli-source.ts'
import { sloKey } from '../../../src/core/budgets/slo.ts'
import { costIncidents } from '../../../src/core/incidents/cost-incidents.ts'
import { incidentCost } from '../../../src/core/incidents/incident-cost.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { takeAlerts } from '../../../src/core/incidents/take-alerts.ts'
import { alertDeps, anAlert } from '../../support/alerts.ts'
import { anIncident } from '../../support/an-incident.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const cost = (source: SliSource = pushedSource(platform.store.pushedCounts)) =>
  costIncidents({ ...platform.deps, source })
const only = async () => {
  const [incident] = await platform.store.incidents.since(undefined, 0)
  if (incident === undefined) throw new Error('there is no incident')
  return incident
}
const told = async () => (await platform.owed()).filter(({ content }) => content.kind.startsWith('incident'))

/** A thousand requests a minute over 30 days, of which those of the last `minutes` fail whole. */
async function outage(minutes: number): Promise<void> {
  const now = platform.clock.now()
  const count = { service: GATEWAY, slo: 'availability' }
  const failed = Array.from({ length: minutes }, (_, index) => ({
    ...count,
    good: 0,
    total: 1_000,
    at: now - index * MINUTE_MS,
  }))
  const others = (30 * 24 * 60 - minutes) * 1_000
  await platform.store.pushedCounts.add([
    ...failed,
    { ...count, good: others, total: others, at: now - 5 * DAY_MS },
  ])
}

describe('what an incident costs', () => {
  test('is written when it changed, and not at every poll', async () => {
    await outage(10)
    const many = Array.from({ length: 50 }, (_, index) => anAlert({ fingerprint: `alert ${index}` }))
    await takeAlerts(alertDeps(platform), many)
    let transactions = 0
    const { store } = platform
    const counting: typeof store = {
      ...store,
      transaction: (work) => {
        transactions += 1
        return store.transaction(work)
      },
    }
    const source = pushedSource(store.pushedCounts)
    for (let poll = 0; poll < 3; poll += 1) await costIncidents({ ...platform.deps, store: counting, source })
    expect(transactions).toBe(1)
    expect(await store.incidents.unsettled()).toHaveLength(50)
  })

  test('is worked out while it goes on, and told when another percent of the budget is gone', async () => {
    await outage(10)
    await takeAlerts(alertDeps(platform), [anAlert()])
    expect(await cost()).toBe(0)
    expect(await only()).toMatchObject({ failedRatio: 1, slo: 'availability', isCostFinal: false })
    expect(sharePercentText((await only()).costRatio ?? 0)).toBe('4.6%')
    await cost()
    expect((await told()).map(({ act }) => act)).toEqual(['post', 'update'])
    platform.clock.advance(4 * MINUTE_MS)
    await platform.store.pushedCounts.add([
      { service: GATEWAY, slo: 'availability', good: 0, total: 4_000, at: platform.clock.now() },
    ])
    await cost()
    expect((await told()).at(-1)).toMatchObject({
      act: 'update',
      content: { minutes: 14, isCostFinal: false },
    })
    expect(await platform.audit('incident_cost')).toEqual([])
  })

  test('is final a minute after its end, told once and on record', async () => {
    await outage(8)
    const startsAt = platform.clock.now() - 8 * MINUTE_MS
    await takeAlerts(alertDeps(platform), [anAlert({ startsAt, endsAt: platform.clock.now() })])
    platform.clock.advance(59_000)
    expect(await cost()).toBe(0)
    platform.clock.advance(1_000)
    expect(await cost()).toBe(1)
    expect(await cost()).toBe(0)
    expect(await only()).toMatchObject({ isCostFinal: true, failedRatio: 1 })
    expect(sharePercentText((await only()).costRatio ?? 0)).toBe('3.7%')
    expect((await told()).slice(-2)).toMatchObject([
      { act: 'update', content: { isCostFinal: true } },
      { act: 'reply', content: { kind: 'incident-update', event: 'over', minutes: 8 } },
    ])
    expect(await platform.audit('incident_cost')).toMatchObject([
      { actor: 'budgeteer', service: GATEWAY, data: { slo: 'availability', failedRatio: 1 } },
    ])
  })

  test.each([
    ['bad minutes', { perBadMinute: 120 }, 'EUR 960'],
    ['failed requests', { perFailedRequest: 0.05 }, 'EUR 400'],
  ])('is told in money, by %s, where the service has a price', async (_, price, money) => {
    platform.services = [{ ...service(GATEWAY), cost: { currency: 'EUR', ...price } }]
    await outage(8)
    const startsAt = platform.clock.now() - 8 * MINUTE_MS
    await takeAlerts(alertDeps(platform), [anAlert({ startsAt, endsAt: platform.clock.now() })])
    platform.clock.advance(MINUTE_MS)
    await cost()
    expect((await told()).slice(-2).map(({ content }) => content['money'])).toEqual([money, money])
  })

  test('stays unknown when no data has come an hour after its end', async () => {
    await takeAlerts(alertDeps(platform), [anAlert({ endsAt: platform.clock.now() })])
    platform.clock.advance(HOUR_MS - 1)
    expect(await cost()).toBe(0)
    platform.clock.advance(1)
    expect(await cost()).toBe(1)
    expect(await only()).toMatchObject({ isCostFinal: true, costRatio: null })
    expect((await told()).at(-1)).toMatchObject({ content: { event: 'over', costRatio: null } })
  })

  test('keeps what was known while the source is away', async () => {
    await outage(10)
    await takeAlerts(alertDeps(platform), [anAlert()])
    await cost()
    const known = (await only()).costRatio
    platform.clock.advance(MINUTE_MS)
    await cost({ measure: () => Promise.resolve(new Map()) })
    expect((await only()).costRatio).toBe(known)
  })

  test('is, for a service that is no longer configured, what was known of it', async () => {
    await takeAlerts(alertDeps(platform), [anAlert()])
    platform.services = [service('feature-store')]
    expect(await cost()).toBe(1)
    expect(await only()).toMatchObject({ isCostFinal: true, costRatio: null })
  })

  test('is not kept for an incident that was changed while it was measured', async () => {
    await outage(10)
    await takeAlerts(alertDeps(platform), [anAlert()])
    const counts = pushedSource(platform.store.pushedCounts)
    await cost({
      measure: async (questions, at) => {
        await takeAlerts(alertDeps(platform), [anAlert({ endsAt: at })])
        return counts.measure(questions, at)
      },
    })
    expect(await only()).toMatchObject({ endedAt: platform.clock.now(), costRatio: null })
  })

  test('of many open at once is asked for in one question for each SLO', async () => {
    const alerts = Array.from({ length: 40 }, (_, index) =>
      anAlert({ fingerprint: `${index}`, startsAt: platform.clock.now() - (index + 1) * MINUTE_MS }),
    )
    await takeAlerts(alertDeps(platform), alerts)
    const asked: number[] = []
    await cost({
      measure: (questions) => {
        asked.push(questions.length)
        return Promise.resolve(new Map())
      },
    })
    expect(asked).toEqual([1])
  })
})

/** What a source says that knows ratios alone, under even traffic. */
describe('of SLOs without counts, under even traffic', () => {
  test.each([
    { minutes: 8, failed: 1, percent: '99.5', shown: '3.7%' },
    { minutes: 30, failed: 1, percent: '99.5', shown: '13.9%' },
    { minutes: 120, failed: 1, percent: '99.5', shown: '55.6%' },
    { minutes: 10, failed: 0.1, percent: '95', shown: '0.05%' },
    { minutes: 60, failed: 0.5, percent: '95', shown: '1.4%' },
    { minutes: 24 * 60, failed: 0.1, percent: '95', shown: '6.7%' },
  ])(
    '$minutes min with $failed failing at $percent % cost $shown',
    async ({ minutes, failed, percent, shown }) => {
      const slow = service(GATEWAY, [percent])
      const source: SliSource = {
        measure: (questions) =>
          Promise.resolve(
            new Map(
              questions.map(({ slo, lookbacksMs }) => [
                sloKey(slo),
                {
                  samples: new Map(
                    lookbacksMs.map((ms) => [ms, { kind: 'success-ratio' as const, ratio: 1 - failed }]),
                  ),
                },
              ]),
            ),
          ),
      }
      const { startedAt } = anIncident()
      const found = await incidentCost(
        source,
        { service: slow, startedAt, endedAt: startedAt + minutes * MINUTE_MS },
        startedAt + DAY_MS,
      )
      expect(slow.slos[0]?.window).toEqual(rolling(30 * DAY_MS))
      expect(found).toMatchObject({ slo: 'availability' })
      expect(sharePercentText(found.costRatio ?? 0)).toBe(shown)
    },
  )
})
