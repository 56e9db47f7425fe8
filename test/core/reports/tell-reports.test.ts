import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SliSource } from '../../../src/core/budgets/sli-source.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { ScheduledReport } from '../../../src/core/reports/report-schedule.ts'
import { tellReports, type TellReportsWorld } from '../../../src/core/reports/tell-reports.ts'
import { Platform, service, type Told } from '../../support/platform.ts'

const MONTHLY: ScheduledReport = {
  kind: 'monthly',
  unit: 'month',
  day: 1,
  time: '09:00',
  post: { kind: 'channel', purpose: 'announcements' },
  mail: 'leads',
}

let platform: Platform
let scheduled: readonly ScheduledReport[]
let source: SliSource
beforeEach(async () => {
  platform = await Platform.open([service('checkout', ['99.9'])])
  platform.source.set('checkout', 0.4)
  source = platform.source
  scheduled = [MONTHLY]
  at('2026-10-15T12:00:00Z')
})
afterEach(() => platform.close())

const at = (time: string): void => {
  platform.clock.advance(Date.parse(time) - platform.clock.now())
}

const world = (): TellReportsWorld => ({
  ...platform.everything,
  store: platform.store,
  pastSource: source,
  timeZone: () => 'Europe/Berlin',
  scheduledReports: () => scheduled,
  mailLists: new Map([['leads', ['lead@example.com']]]),
})

const told = async (): Promise<readonly Told[]> =>
  (await platform.owed()).filter(({ content }) => content.kind === 'report')

const subjects = async (): Promise<readonly string[]> => (await told()).map(({ subject }) => subject)

describe('reports that are due', () => {
  it('are posted and mailed once a period is over, on the clock of the settings', async () => {
    await tellReports(world())
    at('2026-11-01T07:59:59Z')
    expect(await tellReports(world())).toBe(0)
    at('2026-11-01T08:00:00Z')
    expect(await tellReports(world())).toBe(1)
    expect(await subjects()).toEqual(['report/monthly/2026-10', 'report/monthly/2026-10/mail'])
    const [post, mail] = await told()
    expect(post?.address).toEqual({ kind: 'channel', purpose: 'announcements' })
    expect(mail?.address).toEqual({ kind: 'mail', to: ['lead@example.com'] })
    expect(post?.content).toMatchObject({
      reportKind: 'monthly',
      period: '2026-10',
      title: 'Monthly SLO report: October 2026',
      late: false,
      services: [{ serviceTitle: 'The checkout', isMet: true, advice: 'Normal operations' }],
    })
  })

  it('are told once, whoever asks how often', async () => {
    await tellReports(world())
    at('2026-11-01T08:00:00Z')
    await Promise.all([tellReports(world()), tellReports(world())])
    at('2026-11-20T08:00:00Z')
    expect(await tellReports(world())).toBe(0)
    expect(await subjects()).toHaveLength(2)
  })

  it('are told late and marked so after three days off', async () => {
    await tellReports(world())
    at('2026-11-04T12:00:00Z')
    expect(await tellReports(world())).toBe(1)
    expect(await tellReports(world())).toBe(0)
    expect((await told())[0]?.content).toMatchObject({ late: true, dueAt: '2026-11-01T08:00:00.000Z' })
  })

  it('of several that were missed, only the newest is told', async () => {
    await tellReports(world())
    at('2027-02-10T12:00:00Z')
    await tellReports(world())
    expect(await subjects()).toEqual(['report/monthly/2027-01', 'report/monthly/2027-01/mail'])
  })

  it('of the time before it was configured, none is told', async () => {
    at('2026-11-04T12:00:00Z')
    expect(await tellReports(world())).toBe(0)
    at('2026-12-01T08:00:00Z')
    expect(await tellReports(world())).toBe(1)
    expect(await subjects()).toContain('report/monthly/2026-11')
  })

  it('wait for a source that does not answer, and are told with what is missing after six hours', async () => {
    await tellReports(world())
    platform.source.lose('checkout', 'source_unreachable')
    at('2026-11-01T08:00:00Z')
    expect(await tellReports(world())).toBe(0)
    platform.clock.advance(6 * HOUR_MS - MINUTE_MS)
    expect(await tellReports(world())).toBe(0)
    platform.clock.advance(MINUTE_MS)
    expect(await tellReports(world())).toBe(1)
    expect((await told())[0]?.content).toMatchObject({
      late: true,
      services: [{ isMet: null, why: 'source unreachable: so it was set' }],
    })
    // What was not answered is not kept: once the source is back, the report has it.
    expect(
      await platform.store.periodFigures.of({
        from: Date.parse('2026-09-30T22:00:00Z'),
        until: Date.parse('2026-10-31T23:00:00Z'),
      }),
    ).toEqual([])
  })

  it('may be on another day and at another time, of another period', async () => {
    scheduled = [{ ...MONTHLY, kind: 'executive', unit: 'week', day: 3, time: '17:30', mail: null }]
    await tellReports(world())
    at('2026-10-21T15:29:00Z')
    expect(await tellReports(world())).toBe(0)
    at('2026-10-21T15:30:00Z')
    expect(await tellReports(world())).toBe(1)
    expect(await subjects()).toEqual(['report/executive/2026-W42'])
  })
})

describe('below a report that is posted', () => {
  const details = async (): Promise<readonly Told[]> =>
    (await platform.owed()).filter(({ content }) => content.kind === 'report-details')

  const toldOf = async (count: number): Promise<void> => {
    const names = Array.from({ length: count }, (_, index) => `s-${String(index).padStart(3, '0')}`)
    platform.services = names.map((name) => service(name, ['99.9']))
    for (const name of names) platform.source.set(name, 0.4)
    await tellReports(world())
    at('2026-11-01T08:00:00Z')
    await tellReports(world())
  }

  it('its services stand at length in one reply, owed once with the post, which brings the picture', async () => {
    await toldOf(3)
    await tellReports(world())
    const replies = await details()
    expect(replies).toHaveLength(1)
    expect(replies[0]).toMatchObject({
      act: 'reply',
      subject: 'report/monthly/2026-10',
      address: { kind: 'channel', purpose: 'announcements' },
      content: { reportKind: 'monthly', period: '2026-10', isBrief: false, left: 0 },
    })
    expect(replies[0]?.content['services']).toMatchObject([
      {
        serviceTitle: 'The s-000',
        slos: [{ objective: '99.9', isMet: true, remainingRatio: 0.4, availability: '99.94%', why: null }],
        happenings: [],
        advice: ['Normal operations'],
      },
      { serviceTitle: 'The s-001' },
      { serviceTitle: 'The s-002' },
    ])
    expect((await told())[0]?.content.picture).toMatchObject({ kind: 'fleet' })
  })

  it('of 300 services the worst stand at length and the rest in brief, in six replies', async () => {
    await toldOf(300)
    const parts = (await details()).map(({ content: { isBrief, services, left } }) => [
      isBrief,
      (services as object[]).length,
      left,
    ])
    expect(parts).toEqual([
      [false, 8, 0],
      [false, 8, 0],
      [true, 75, 0],
      [true, 75, 0],
      [true, 75, 0],
      [true, 59, 0],
    ])
  })

  it('of very many services those that stand in no reply are counted', async () => {
    await toldOf(400)
    const replies = await details()
    expect(replies).toHaveLength(6)
    expect(replies.at(-1)?.content['left']).toBe(400 - 16 - 300)
  })

  it('nothing stands where it is only mailed', async () => {
    scheduled = [{ ...MONTHLY, post: null }]
    await toldOf(3)
    expect(await details()).toEqual([])
    expect(await subjects()).toEqual(['report/monthly/2026-10/mail'])
  })

  it('what waits to be sent goes with its post when a newer report takes its place', async () => {
    await toldOf(20)
    at('2026-12-01T08:00:00Z')
    await tellReports(world())
    const threads = (await platform.store.deliveries.pending(Number.MAX_SAFE_INTEGER)).map(
      ({ message: { subject } }) => subject,
    )
    expect(new Set(threads)).toEqual(new Set(['report/monthly/2026-11', 'report/monthly/2026-11/mail']))
  })
})
