import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { PeriodCompliance } from '../../../src/core/reports/report.ts'
import type { Report } from '../../../src/core/reports/report.ts'
import { deploymentsText } from '../../../src/core/reports/figure-words.ts'
import { reportCommands, type ReportWish } from '../../../src/core/reports/report-commands.ts'
import { aRollout } from '../../support/pictured-month.ts'
import { Platform, service } from '../../support/platform.ts'

const [OCTOBER, NOVEMBER] = [Date.parse('2026-10-01T00:00:00Z'), Date.parse('2026-11-01T00:00:00Z')]
const MINUTES = 31 * 24 * 60

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open([service('checkout', ['99.9']), service('search', ['99.5'])])
  platform.clock.advance(Date.parse('2026-11-03T09:00:00Z') - platform.clock.now())
})
afterEach(() => platform.close())

const commands = () =>
  reportCommands({ ...platform.everything, pastSource: pushedSource(platform.store.pushedCounts) })

async function reportOf(wish: ReportWish): Promise<Report> {
  const outcome = await commands().of(wish)
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.message))
  return outcome.thing
}

async function refusalOf(wish: ReportWish): Promise<unknown> {
  const outcome = await commands().of(wish)
  return outcome.kind === 'refused' ? outcome.message : outcome
}

/** So many good events and bad ones at a time of October, in days after it began. */
const pushed = (name: string, day: number, good: number, bad: number): Promise<unknown> =>
  platform.store.pushedCounts.add([
    { service: name, slo: 'availability', at: OCTOBER + day * DAY_MS, good, total: good + bad },
  ])

/** The figures of the first SLO of a service. */
function figuresOf(report: Report, name: string): PeriodCompliance {
  const figures = report.services.find((one) => one.service === name)?.slos[0]?.figures
  if (figures?.kind !== 'measured') throw new Error(`${name} was not measured`)
  return figures
}

describe('a report', () => {
  it('of a time long past of which nothing is known leaves the store as it is', async () => {
    const keptOf = async (year: number): Promise<number> => {
      const figures = { from: Date.UTC(year, 9, 1), until: Date.UTC(year, 10, 1) }
      return (await platform.store.periodFigures.of(figures)).length
    }
    for (const year of [2020, 2026]) await reportOf({ kind: 'monthly', period: `${year}-10` })
    expect([await keptOf(2020), await keptOf(2026)]).toEqual([0, 2])
  })

  it('goes back ten years, so that links from each period to the one before come to an end', async () => {
    expect(await refusalOf({ kind: 'monthly', period: '1970-01' })).toBe(
      'January 1970 was over more than 10 years ago: no report goes back so far.',
    )
    expect((await reportOf({ kind: 'monthly', period: '2016-12' })).period.name).toBe('2016-12')
  })

  it('is about the last finished month where nothing is said, the worst service first', async () => {
    await pushed('checkout', 0.001, 499_000, 250)
    await pushed('checkout', 30.999, 500_000, 750)
    await pushed('search', 0.001, 995, 5)
    await pushed('search', 30.999, 1_985, 15)
    const report = await reportOf({ kind: 'monthly' })
    expect(report.period).toMatchObject({ name: '2026-10', title: 'October 2026', isOver: true })
    expect([report.period.from, report.period.until, report.at]).toEqual([OCTOBER, NOVEMBER, NOVEMBER])
    expect(report.services.map((one) => one.service)).toEqual(['search', 'checkout'])
    const checkout = figuresOf(report, 'checkout')
    expect(checkout.availabilityRatio).toBeCloseTo(999_000 / 1_000_000, 12)
    expect(checkout.remainingRatio).toBeCloseTo(0, 9)
    expect(checkout.isMet).toBe(true)
    expect(checkout.actualMs / MINUTE_MS).toBeCloseTo(0.001 * MINUTES, 6)
    expect(checkout.allowedMs / MINUTE_MS).toBeCloseTo(0.001 * MINUTES, 6)
    const search = figuresOf(report, 'search')
    expect(search.remainingRatio).toBeCloseTo(1 - 20 / 3000 / 0.005, 12)
    expect(search.differenceMs / MINUTE_MS).toBeCloseTo((0.005 - 20 / 3000) * MINUTES, 6)
    expect(report.fleet.slos).toEqual({ meeting: 1, violating: 1, unknown: 0 })
  })

  it('never changes once it was made, whatever the source says later', async () => {
    await pushed('checkout', 10, 999, 1)
    const before = await reportOf({ kind: 'monthly', period: '2026-10' })
    await pushed('checkout', 11, 0, 1_000)
    platform.clock.advance(40 * DAY_MS)
    expect(await reportOf({ kind: 'monthly', period: '2026-10' })).toEqual(before)
  })

  it('of a period that goes on says that it is not over, and is measured again', async () => {
    platform.clock.advance(OCTOBER + 12 * DAY_MS - platform.clock.now())
    await pushed('checkout', 10, 999, 1)
    const before = await reportOf({ kind: 'monthly', period: '2026-10' })
    expect([before.period.isOver, before.at]).toEqual([false, OCTOBER + 12 * DAY_MS])
    expect(figuresOf(before, 'checkout').errorRatio).toBeCloseTo(0.001, 12)
    platform.clock.advance(HOUR_MS)
    await pushed('checkout', 12, 0, 1_000)
    const after = await reportOf({ kind: 'monthly', period: '2026-10' })
    expect(figuresOf(after, 'checkout').errorRatio).toBeCloseTo(1_001 / 2_000, 12)
  })

  it('counts a deployment that only the gate knows, and one that its pipeline reported, too, once', async () => {
    const pass = {
      service: 'checkout',
      environment: 'production',
      occasion: 'run/7/1',
      change: 'feature',
      level: 'HEALTHY',
      requestId: null,
      token: 'ci',
    }
    const at = OCTOBER + DAY_MS
    await platform.store.gatePasses.add([
      { ...pass, revision: 'v1', at },
      { ...pass, revision: 'v2', at },
      { ...pass, revision: 'v3', at, environment: 'staging' },
      { ...pass, revision: 'v4', at: NOVEMBER },
    ])
    await platform.store.rollouts.save(
      aRollout({
        service: 'checkout',
        revision: 'v2',
        startedAt: at + HOUR_MS,
        endedAt: null,
        state: 'running',
      }),
    )
    const { fleet } = await reportOf({ kind: 'monthly' })
    expect(fleet.deployments).toMatchObject({ count: 2, byState: { unreported: 1, running: 1 } })
    expect(deploymentsText(fleet.deployments)).toMatch(/^2 deployments, 1 still under way, 1 unreported/)
  })

  it('says why a figure is missing, and counts it neither as met nor as missed', async () => {
    const report = await reportOf({ kind: 'monthly' })
    expect(report.services[0]?.slos[0]?.figures).toEqual({
      kind: 'missing',
      reason: 'no_data',
      detail: 'nothing was pushed in that time',
    })
    expect(report.fleet.slos).toEqual({ meeting: 0, violating: 0, unknown: 2 })
    expect(report.services[0]?.advice).toBeNull()
  })

  it('refuses what it cannot be about', async () => {
    expect(await refusalOf({ kind: 'monthly', period: '2026-W44' })).toBe(
      'The monthly report is about a month such as 2026-10, not “2026-W44”.',
    )
    expect(await refusalOf({ kind: 'weekly', period: '2026-13' })).toBe(
      'The weekly report is about a week such as 2026-W44, not “2026-13”.',
    )
    expect(await refusalOf({ kind: 'quarterly', period: '2027-Q1' })).toBe(
      'First quarter of 2027 has not begun yet.',
    )
    expect(await refusalOf({ kind: 'monthly', service: 'chekout' })).toBe(
      'No service is called chekout; did you mean checkout? (known: checkout, search)',
    )
  })
})
