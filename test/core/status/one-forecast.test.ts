import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { spelled } from '../../../src/adapters/spelling/command-text.ts'
import { serviceStatus } from '../../../src/adapters/slack/blocks/status.ts'
import type { StatusReport } from '../../../src/core/status/status-report.ts'
import { statusText } from '../../../src/cli/status/status-text.ts'
import { burnRules } from '../../../src/core/budgets/burn-tables.ts'
import { durationInWords, DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { boundariesOf } from '../../../src/core/policy/condition.ts'
import { agendaLines } from '../../../src/core/reviews/agenda-lines.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import type { Announcement } from '../../../src/core/announcements/announcement.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import { ROLE_BOOK } from '../../support/people.ts'
import { servePages } from '../../support/fleet.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'
import { renderer } from '../../adapters/templates/shipped.ts'

const AVAILABILITY = `${GATEWAY}/availability`

let platform: Platform
const open = async (more: Partial<Slo> = {}): Promise<void> => {
  const one = service(GATEWAY)
  platform = await Platform.open([
    {
      ...one,
      slos: one.slos.map((slo) => ({ ...slo, burnRules: burnRules('workbook', slo.window), ...more })),
    },
  ])
}
beforeEach(() => open())
afterEach(() => platform.close())

function burn(rates: Readonly<Record<'5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d', number>>): void {
  const lengths = {
    '5m': 5 * MINUTE_MS,
    '30m': 30 * MINUTE_MS,
    '1h': HOUR_MS,
    '2h': 2 * HOUR_MS,
    '6h': 6 * HOUR_MS,
    '1d': DAY_MS,
    '3d': 3 * DAY_MS,
  }
  platform.source.burnRates.set(
    AVAILABILITY,
    new Map(Object.entries(rates).map(([name, rate]) => [lengths[name as keyof typeof lengths], rate])),
  )
}

const slackBlocks = ({ at, services }: StatusReport): string =>
  services
    .map((report) => JSON.stringify(serviceStatus(at, report, { boundaries: [0], allows: [] }).blocks))
    .join('')
/** What keeps a number and its unit on one line is a space to whoever reads it. */
const withSpaces = (text: string): string => text.replaceAll('\u00A0', ' ')

/** Every surface that tells of the one reading, as people read it. */
async function surfaces(): Promise<ReadonlyMap<string, string>> {
  const all = await statusReport(platform.deps)
  const one = await statusReport(platform.deps, GATEWAY)
  const policy = platform.policy
  const boundaries = new Map([[policy.name, boundariesOf(policy)]])
  const now = platform.clock.now()
  const told = (await platform.store.deliveries.pending(1_000)).map(({ message }) => message)
  const agenda = await agendaLines(platform.store, 'forecast', {
    policy,
    services: platform.services,
    roleBook: ROLE_BOOK,
    since: now - DAY_MS,
    now,
  })
  return new Map([
    ['/budget status of one', withSpaces(slackBlocks(one))],
    ['budgeteer status', statusText(all, boundaries, 'UTC')],
    ['budgeteer status of one', statusText(one, boundaries, 'UTC')],
    ['the page', await pages()],
    ['/v1/services', JSON.stringify(one)],
    ['a review', agenda.map(spelled).join('\n')],
    ...told.map(
      ({ content }, index) => [`${content.kind} ${index}`, renderer.text(content as Announcement)] as const,
    ),
  ])
}

/** All services, and the one. */
async function pages(): Promise<string> {
  const server = await servePages(platform)
  try {
    const texts = ['/', `/services/${GATEWAY}`].map(async (path) => {
      const page = await (await fetch(`${server.url}${path}`)).text()
      return page.replaceAll(/\s+/g, ' ').replace(/.*<main/, '')
    })
    return (await Promise.all(texts)).join(' ')
  } finally {
    await server.close(200)
  }
}

/** `spent in 6 hours at the rate of the last hour`, by rate. The policy's own words are about the last day. */
function forecastsIn(text: string): readonly (readonly [string, string])[] {
  const named = [
    ...text.matchAll(/spent in ([\w ]+?) at the rate of the last ([\w ]+?)(?=[."’;,<\n·\\—]|$)/g),
  ]
  const current = [
    ...text.matchAll(/Projected Depletion: ([\w ]+) at current rate/g),
    ...text.matchAll(/SLO Breach: IMMINENT \(projected ([\w ]+)\)/g),
  ]
  return [
    ...named.map(([, within = '', rate = '']) => [rate.trim(), within] as const),
    ...current.map(([, within = '']) => ['day', within] as const),
  ]
}

const STEADY = { '5m': 2, '30m': 2, '1h': 2, '2h': 2, '6h': 2, '1d': 2, '3d': 2 }
const BEGUN = { '5m': 200, '30m': 90, '1h': 40, '2h': 20, '6h': 7, '1d': 2, '3d': 0.7 }
const ENDED = { '5m': 0, '30m': 0, '1h': 0, '2h': 0, '6h': 3, '1d': 4, '3d': 2 }

describe('no two surfaces disagree', () => {
  test.each([
    ['an outage that has just begun', BEGUN, 0.18],
    ['an outage at the last of the budget', BEGUN, 0.05],
    ['a steady burn', STEADY, 0.18],
    ['a burn that ended', ENDED, 0.4],
  ] as const)('%s', async (_what, rates, remaining) => {
    platform.source.set(GATEWAY, remaining)
    burn(rates)
    await platform.poll()
    const due = new Map([
      ['day', durationInWords((remaining / rates['1d']) * 30 * DAY_MS)],
      ['hour', durationInWords((remaining / rates['1h']) * 30 * DAY_MS)],
      ['6 hours', durationInWords((remaining / rates['6h']) * 30 * DAY_MS)],
      ['3 days', durationInWords((remaining / rates['3d']) * 30 * DAY_MS)],
    ])
    const shown = await surfaces()
    const told = [...shown].flatMap(([surface, text]) =>
      forecastsIn(text).map(([rate, within]) => ({ surface, rate, within })),
    )
    for (const { surface, rate, within } of told)
      expect({ surface, rate, within }).toEqual({ surface, rate, within: due.get(rate) })
    const ofTheDay = new Set(told.filter(({ rate }) => rate === 'day').map(({ surface }) => surface))
    for (const surface of ['/budget status of one', 'budgeteer status of one', 'the page', 'a review'])
      expect(ofTheDay).toContain(surface)
    expect(shown.get('budgeteer status')).toContain(`in ${due.get('day') ?? ''}`)
    // Nothing speaks of a rate without naming it.
    for (const [surface, text] of shown) {
      expect({ surface, text }).not.toMatchObject({ text: expect.stringMatching(/at this rate/i) as string })
      expect({ surface, text }).not.toMatchObject({ text: expect.stringMatching(/runs out/i) as string })
    }
    if (rates === BEGUN) {
      const alert = [...shown].find(([surface]) => surface.startsWith('burn-alert '))?.[1] ?? ''
      expect(forecastsIn(alert).map(([rate]) => rate)).toEqual(['hour', 'day'])
      for (const surface of ['budgeteer status', 'the page', '/v1/services'])
        expect(forecastsIn(shown.get(surface) ?? '').map(([rate]) => rate)).toContain('hour')
    }
  })

  test('a spent budget is spent everywhere', async () => {
    platform.source.set(GATEWAY, -0.2)
    burn(BEGUN)
    await platform.poll()
    const shown = await surfaces()
    expect([...shown].flatMap(([, text]) => forecastsIn(text))).toEqual([])
    for (const surface of ['/budget status of one', 'the page', 'a review'])
      expect(shown.get(surface)).toContain('the budget is spent')
  })

  test('a calendar window that ends first', async () => {
    await platform.close()
    await open({ window: { kind: 'calendar', unit: 'week', timeZone: 'UTC' } })
    platform.source.set(GATEWAY, 0.4)
    burn({ '5m': 0.1, '30m': 0.1, '1h': 0.1, '2h': 0.1, '6h': 0.1, '1d': 0.1, '3d': 0.1 })
    await platform.poll()
    const shown = await surfaces()
    for (const surface of ['/budget status of one', 'the page', 'a review'])
      expect(shown.get(surface)).toContain('lasts until the window ends at the rate of the last day')
    expect([...shown].flatMap(([, text]) => forecastsIn(text))).toEqual([])
  })

  test('nothing is forecast without data, nor from figures that are stale', async () => {
    platform.source.set(GATEWAY, 0.18)
    burn(STEADY)
    await platform.poll()
    const before = (await surfaces()).size
    platform.clock.advance(HOUR_MS)
    const stale = await surfaces()
    for (const surface of ['/budget status of one', 'the page', 'a review', '/v1/services'])
      expect({ surface, text: stale.get(surface) }).toMatchObject({
        text: expect.stringMatching(/no forecast from stale figures/i) as string,
      })
    platform.source.lose(GATEWAY)
    await platform.poll()
    const missing = await surfaces()
    expect(missing.size).toBeGreaterThanOrEqual(before)
    for (const surface of ['/budget status of one', 'the page', 'a review', '/v1/services'])
      expect(forecastsIn(missing.get(surface) ?? '')).toEqual([])
  })

  test('nothing is forecast from young data, which is marked', async () => {
    await platform.close()
    await open({ youngBelow: 0.1 })
    platform.source.set(GATEWAY, 0.18)
    platform.source.coverage = 0.05
    burn(BEGUN)
    await platform.poll()
    const shown = await surfaces()
    expect([...shown].flatMap(([, text]) => forecastsIn(text))).toEqual([])
    for (const surface of ['/budget status of one', 'budgeteer status', 'the page'])
      expect(shown.get(surface)).toContain('young: 36 h of 30 d')
    const announced = [...shown].filter(([surface]) => /^(level-announcement|burn-alert) /.test(surface))
    for (const [, text] of announced) expect(text).toContain('young: 36 h of 30 d')
  })
})
