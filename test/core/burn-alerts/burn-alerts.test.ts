import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { burnRules } from '../../../src/core/budgets/burn-tables.ts'
import type { Service } from '../../../src/core/budgets/slo.ts'
import type { OwedMessage } from '../../../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { BurnAlertMessage } from '../../../src/core/burn-alerts/messages.ts'
import { type BurnAlertSettings, USUAL_BURN_ALERTS } from '../../../src/core/burn-alerts/settings.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

const AVAILABILITY = `${GATEWAY}/availability`
const KINDS = new Set(['burn-alert', 'burn-alert-update', 'burn-alert-digest'])

const watched = (one: Service): Service => ({
  ...one,
  slos: one.slos.map((slo) => ({ ...slo, burnRules: burnRules('workbook', slo.window) })),
})

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open([watched(service(GATEWAY))])
})
afterEach(() => platform.close())

/** Burn rates over 5m, 1h, 30m, 6h, 2h, 1d and 3d; what is left out is 0. */
function burn(
  rates: Partial<Record<'5m' | '1h' | '30m' | '6h' | '2h' | '1d' | '3d', number | null>>,
  key = AVAILABILITY,
): void {
  const lengths = {
    '5m': 5 * MINUTE_MS,
    '1h': HOUR_MS,
    '30m': 30 * MINUTE_MS,
    '6h': 6 * HOUR_MS,
    '2h': 2 * HOUR_MS,
    '1d': DAY_MS,
    '3d': 3 * DAY_MS,
  }
  platform.source.burnRates.set(
    key,
    new Map(
      Object.entries(lengths).map(([name, ms]) => {
        const rate = rates[name as keyof typeof lengths]
        return [ms, rate === undefined ? 0 : rate]
      }),
    ),
  )
}

let said = 0
beforeEach(() => (said = 0))

/** Polls and answers with what is newly owed about burn alerts: `post burn-alert`, `reply joined`. */
async function pollAnd(
  settings?: Partial<BurnAlertSettings>,
  lists?: ReadonlyMap<string, readonly string[]>,
): Promise<readonly OwedMessage[]> {
  await poll({
    ...platform.deps,
    ...(settings && { burnAlerts: { ...USUAL_BURN_ALERTS, ...settings } }),
    ...(lists && { mailLists: lists }),
  })
  const owed = (await platform.store.deliveries.pending(10_000)).filter(({ message }) =>
    KINDS.has(message.content.kind),
  )
  const fresh = owed.filter(({ seq }) => seq > said)
  said = Math.max(said, ...owed.map(({ seq }) => seq))
  return fresh.map(({ message }) => message)
}

async function minutesLater(
  minutes: number,
  settings?: Partial<BurnAlertSettings>,
): Promise<readonly string[]> {
  platform.clock.advance(minutes * MINUTE_MS)
  return lines(await pollAnd(settings))
}

const lines = (messages: readonly OwedMessage[]): readonly string[] =>
  messages.map(({ act, content, address }) => {
    const to = address.kind === 'channel' ? address.purpose : address.kind
    const event = 'event' in content ? String(content.event) : content.kind
    return `${to}: ${act} ${event}`
  })

const heads = (messages: readonly OwedMessage[]): readonly BurnAlertMessage[] =>
  messages.flatMap(({ content }) => (content.kind === 'burn-alert' ? [content as BurnAlertMessage] : []))

const OUTAGE = { '5m': 200, '1h': 28 } as const

describe('an outage', () => {
  test('fires once, with everything that a reader needs', async () => {
    platform.source.set(GATEWAY, 0.42)
    burn(OUTAGE)
    const messages = await pollAnd()
    expect(lines(messages)).toEqual(['incidents: post burn-alert'])
    expect(heads(messages)[0]).toMatchObject({
      service: GATEWAY,
      serviceTitle: 'ML Inference Gateway',
      severity: 'page',
      rule: '1h-5m',
      factor: 14.4,
      lookback: '1h',
      shortLookback: '5m',
      burnRate: 28,
      shortBurnRate: 200,
      remainingRatio: 0.42,
      // 0.42 ÷ 28 × 30 days, and an hour at 28 of 720.
      exhaustsInSeconds: 38_880,
      spentLastHourRatio: 28 / 720,
      isRolling: true,
      mentions: ['S0OWNERS'],
      endedAt: null,
    })
    expect(await minutesLater(1)).toEqual([])
    expect(await minutesLater(1)).toEqual([])
    expect(await platform.audit('burn_alert')).toMatchObject([
      { service: GATEWAY, data: { slo: 'availability', severity: 'page', rules: ['1h-5m'], burnRate: 28 } },
    ])
  })

  test('does not fire at the factor itself', async () => {
    burn({ '5m': 200, '1h': 14.4 })
    expect(lines(await pollAnd())).toEqual([])
  })

  test('tells of a rule that joins in the thread, and edits its message', async () => {
    burn({ '30m': 10, '6h': 7 })
    expect(lines(await pollAnd())).toEqual(['incidents: post burn-alert'])
    burn({ '30m': 100, '6h': 9, ...OUTAGE })
    platform.clock.advance(MINUTE_MS)
    const messages = await pollAnd()
    expect(lines(messages)).toEqual(['incidents: update burn-alert', 'incidents: reply joined'])
    expect(heads(messages)[0]).toMatchObject({ rule: '1h-5m', burnRate: 28, otherRules: ['6h-30m'] })
    expect(await minutesLater(1)).toEqual([])
  })

  test('edits its message when the figures are others, and not at every poll', async () => {
    platform.source.set(GATEWAY, 0.42)
    burn(OUTAGE)
    await pollAnd()
    const toldAt = new Set<number | undefined>()
    for (let minute = 1; minute <= 60; minute += 1) {
      platform.source.set(GATEWAY, 0.42 - minute * 0.0046)
      burn({ '5m': 200, '1h': 28 + 2.8 * minute })
      await minutesLater(1)
      toldAt.add((await platform.store.burnAlerts.open())[0]?.toldAt)
    }
    // It is told at the beginning, then as each twentieth of the budget goes, or half as fast again.
    expect(toldAt.size).toBeGreaterThan(4)
    expect(toldAt.size).toBeLessThanOrEqual(12)
  })

  test('says once that the budget is spent', async () => {
    platform.source.set(GATEWAY, 0.01)
    burn(OUTAGE)
    await pollAnd()
    platform.source.set(GATEWAY, -0.01)
    expect(await minutesLater(1)).toEqual(['incidents: update burn-alert', 'incidents: reply spent'])
    platform.source.set(GATEWAY, -0.02)
    expect(await minutesLater(1)).toEqual([])
  })

  test('is over when it has been quiet for a little', async () => {
    platform.source.set(GATEWAY, 0.42)
    burn(OUTAGE)
    await pollAnd()
    platform.source.set(GATEWAY, 0.4)
    burn({ '1h': 28 })
    expect(await minutesLater(10)).toEqual([])
    expect(await minutesLater(4)).toEqual([])
    platform.clock.advance(MINUTE_MS)
    const messages = await pollAnd()
    expect(lines(messages)).toEqual(['incidents: update burn-alert', 'incidents: reply ended'])
    expect(heads(messages)[0]).toMatchObject({
      endedAt: '2025-10-23T12:15:00.000Z',
      remainingBeforeRatio: 0.42,
      remainingRatio: 0.4,
    })
    expect(messages[1]?.content).toMatchObject({ lastedSeconds: 900, peakBurnRate: 28 })
    expect(await platform.audit('burn_alert_ended')).toMatchObject([
      { data: { why: 'quiet', lastedSeconds: 900, remaining: 0.4 } },
    ])
    expect(await platform.store.burnAlerts.open()).toEqual([])
    burn(OUTAGE)
    expect(await minutesLater(1), 'the next one is another').toEqual(['incidents: post burn-alert'])
  })

  test('that burns again soon is the same alert', async () => {
    burn(OUTAGE)
    await pollAnd()
    burn({ '1h': 28 })
    expect(await minutesLater(4)).toEqual([])
    burn(OUTAGE)
    expect(await minutesLater(4)).toEqual([])
    burn({ '1h': 28 })
    expect(await minutesLater(4)).toEqual([])
    expect(await minutesLater(4)).toEqual([])
    expect(await minutesLater(1)).toEqual(['incidents: update burn-alert', 'incidents: reply ended'])
  })

  test('goes on after a restart of the bot', async () => {
    burn(OUTAGE)
    await pollAnd()
    const [alert] = await platform.store.burnAlerts.open()
    // Nothing of it is kept in the process: every poll reads it from the store.
    expect(alert).toMatchObject({ service: GATEWAY, severity: 'page', rules: ['1h-5m'], hasHead: true })
    burn({})
    expect(await minutesLater(180)).toEqual([])
    expect(await minutesLater(5)).toEqual(['incidents: update burn-alert', 'incidents: reply ended'])
  })

  test('ends when its rules leave the configuration', async () => {
    burn(OUTAGE)
    await pollAnd()
    platform.services = [service(GATEWAY)]
    expect(await minutesLater(1)).toEqual(['incidents: update burn-alert', 'incidents: reply unwatched'])
  })
})

describe('a missing figure', () => {
  test('begins no alert', async () => {
    burn({ '5m': null, '1h': 100 })
    expect(lines(await pollAnd())).toEqual([])
    platform.source.lose(GATEWAY)
    burn(OUTAGE)
    expect(await minutesLater(1)).toEqual([])
  })

  test('ends no alert', async () => {
    platform.source.set(GATEWAY, 0.42)
    burn(OUTAGE)
    await pollAnd()
    platform.source.lose(GATEWAY)
    for (let poll = 0; poll < 10; poll += 1) expect(await minutesLater(10)).toEqual([])
    platform.source.set(GATEWAY, 0.42)
    burn({})
    expect(await minutesLater(1)).toEqual([])
    expect(await minutesLater(5)).toEqual(['incidents: update burn-alert', 'incidents: reply ended'])
  })
})

describe('page and ticket of one SLO', () => {
  const BOTH = { ...OUTAGE, '2h': 20, '1d': 9 } as const

  test('that begin together are one message', async () => {
    burn(BOTH)
    expect(lines(await pollAnd())).toEqual(['incidents: post burn-alert', 'incidents: reply ticket-too'])
    expect((await platform.store.burnAlerts.open()).map(({ severity }) => severity).sort()).toEqual([
      'page',
      'ticket',
    ])
    burn({ '2h': 20, '1d': 9 })
    expect(await minutesLater(1)).toEqual([])
    expect(await minutesLater(5), 'the page ends before it').toEqual([
      'incidents: update burn-alert',
      'incidents: reply ended',
    ])
    burn({})
    expect(await minutesLater(60)).toEqual([])
    expect(await minutesLater(5)).toEqual(['incidents: reply ended'])
  })

  test('are two when the page comes later', async () => {
    burn({ '2h': 4, '1d': 4 })
    const [ticket] = await pollAnd()
    expect(ticket?.content).toMatchObject({ severity: 'ticket', mentions: [] })
    burn(BOTH)
    expect(await minutesLater(5)).toContain('incidents: post burn-alert')
  })
})

test('many at once are one message, which says how many go on and calls whom they would call', async () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  platform.services = names.map((name) => watched(service(name)))
  for (const name of names) burn(OUTAGE, `${name}/availability`)
  const messages = await pollAnd()
  expect(lines(messages)).toEqual(['incidents: post burn-alert-digest'])
  const [digest] = messages
  burn({}, 'a/availability')
  expect(await minutesLater(1)).toEqual([])
  platform.clock.advance(5 * MINUTE_MS)
  const ends = await pollAnd()
  expect(lines(ends)).toEqual(['incidents: update burn-alert-digest'])
  expect(ends[0]?.subject).toBe(digest?.subject)
  expect(ends[0]?.content).toMatchObject({
    open: 4,
    alerts: [true, false, false, false, false].map((isOver) => ({ isOver })),
  })
})

describe('who is told', () => {
  const page = { mention: ['sre'], dm: ['sre', 'vp-engineering'], mail: ['oncall'] }
  const lists = new Map([['oncall', ['oncall@example.com']]])

  test('people and lists beside the channel, at the beginning and at the end', async () => {
    const settings = {
      audiences: { ...USUAL_BURN_ALERTS.audiences, page },
      channel: 'announcements',
    } as const
    burn(OUTAGE)
    const begun = lines(await pollAnd(settings, lists))
    expect(begun[0]).toBe('announcements: post burn-alert')
    expect(begun.filter((line) => line === 'person: post burn-alert').length).toBeGreaterThan(1)
    expect(begun.at(-1)).toBe('mail: post burn-alert')
    burn({})
    expect(await minutesLater(1, settings)).toEqual([])
    const ended = await minutesLater(5, settings)
    expect(ended.slice(0, 2)).toEqual(['announcements: update burn-alert', 'announcements: reply ended'])
    expect(ended.filter((line) => line === 'person: update burn-alert')).toHaveLength(
      begun.filter((line) => line === 'person: post burn-alert').length,
    )
    expect(ended.at(-1)).toBe('mail: post ended')
  })

  test('each person once, and no guest of the group', async () => {
    burn(OUTAGE)
    const messages = await pollAnd({ audiences: { ...USUAL_BURN_ALERTS.audiences, page } })
    const told = messages.flatMap(({ address }) => (address.kind === 'person' ? [address.userId] : []))
    expect(told).toEqual([TOMAS, VICTOR])
  })

  test('an alert does not wait for a directory that does not answer', async () => {
    platform.directory.isDown = true
    burn(OUTAGE)
    const begun = lines(await pollAnd({ audiences: { ...USUAL_BURN_ALERTS.audiences, page } }, lists))
    expect(begun).toContain('incidents: post burn-alert')
  })
})

test('the status tells of it', async () => {
  burn(OUTAGE)
  await pollAnd()
  expect((await statusReport(platform.deps, GATEWAY)).services[0]?.alerts).toEqual([
    {
      slo: 'availability',
      severity: 'page',
      since: '2025-10-23T12:00:00.000Z',
      rules: ['1h-5m'],
      burnRate: 28,
      lookback: '1h',
      forecast: 'spent in 26 hours at the rate of the last hour',
    },
  ])
})

describe('an incident', () => {
  const incidents = () => platform.store.incidents.since(GATEWAY, 0)
  const FIRED_AT = Date.parse('2025-10-23T12:00:00Z')
  // 28 over an hour, at 200 now: it has burned for 8.4 minutes.
  const BEGAN_AT = FIRED_AT - 8.4 * MINUTE_MS

  test('opens with a page when the burning began, and ends with it', async () => {
    burn(OUTAGE)
    await pollAnd()
    expect(await incidents()).toMatchObject([
      {
        what: 'BurnRate: availability',
        startedAt: BEGAN_AT,
        endedAt: null,
        enteredBy: 'burn-alert',
      },
    ])
    burn({})
    await minutesLater(1)
    await minutesLater(5)
    expect(await incidents()).toMatchObject([{ startedAt: BEGAN_AT, endedAt: FIRED_AT + MINUTE_MS }])
  })

  test('is another when it burns again, although the long lookback still sees the one before', async () => {
    burn(OUTAGE)
    await pollAnd()
    burn({})
    await minutesLater(1)
    await minutesLater(5)
    burn({ '5m': 100, '1h': 100 })
    await minutesLater(20)
    expect(await incidents()).toMatchObject([
      { endedAt: FIRED_AT + MINUTE_MS },
      { startedAt: FIRED_AT + 21 * MINUTE_MS, endedAt: null },
    ])
  })

  test.each([
    ['a ticket', { '2h': 4, '1d': 4 }, {}],
    ['a page where incidents are switched off', OUTAGE, { opensIncidents: false }],
  ])('is not opened by %s', async (_what, rates, settings) => {
    burn(rates)
    await pollAnd(settings)
    expect(await platform.store.incidents.since(GATEWAY, 0)).toEqual([])
  })
})
