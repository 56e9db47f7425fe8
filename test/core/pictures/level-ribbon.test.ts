import { expect, it } from 'vitest'
import type { Backtest, ServiceBacktest } from '../../../src/core/backtest/backtest.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import { altTextOf } from '../../../src/core/pictures/alt-text.ts'
import { levelRibbon } from '../../../src/core/pictures/level-ribbon.ts'

const level = (name: string, emoji: string, freeze = false) => ({
  level: name,
  title: name,
  emoji,
  freeze,
  ms: 0,
})

const played = (
  service: string,
  policy: string,
  levels: readonly (readonly [string, number])[],
): ServiceBacktest => ({
  service,
  title: service.toUpperCase(),
  policy: { name: policy, version: '1' },
  levels: [level('GREEN', '🟢'), level('YELLOW', '🟡'), level('RED', '🔴', true), level('UNKNOWN', '❔')],
  periods: levels.map(([name, from], index) => ({
    level: name,
    from: from * DAY_MS,
    until: (levels[index + 1]?.[1] ?? 10) * DAY_MS,
    slo: null,
    remainingRatio: null,
  })),
  freezes: [],
  changes: [],
  burnAlerts: [],
  slos: [],
})

const BACKTEST: Backtest = {
  from: 0,
  until: 10 * DAY_MS,
  stepMs: DAY_MS,
  policies: [
    {
      policy: 'zones',
      services: [
        played('api', 'zones', [
          ['UNKNOWN', 0],
          ['GREEN', 2],
          ['RED', 6],
        ]),
        played('web', 'zones', [['GREEN', 0]]),
      ],
    },
    { policy: 'tiers', services: [played('api', 'tiers', [['YELLOW', 0]])] },
  ],
}

it('has the policies of one service beside each other, and no period of what was not known', () => {
  const { levels, rows } = levelRibbon(BACKTEST, 'UTC')
  const told = rows.map(({ service, policy, periods }) => [
    service,
    policy,
    periods.map((one) => [levels[one.level]?.level, one.from / DAY_MS, one.until / DAY_MS]),
  ])
  expect(told).toEqual([
    [
      'api',
      'zones',
      [
        ['GREEN', 2, 6],
        ['RED', 6, 10],
      ],
    ],
    ['api', 'tiers', [['YELLOW', 0, 10]]],
    ['web', 'zones', [['GREEN', 0, 10]]],
  ])
  expect(levels.find((one) => one.level === 'RED')).toMatchObject({ freeze: true, severity: 1 })
})

it('in words says how long each service was at each level', () => {
  expect(altTextOf(levelRibbon(BACKTEST, 'UTC'))).toBe(
    'Levels, as the policy would have had them, from 1970-01-01 00:00 UTC to 1970-01-11 00:00 UTC. API under zones: RED for 4 days and GREEN for 4 days, in 2 periods. API under tiers: YELLOW for 10 days, in 1 period. WEB under zones: GREEN for 10 days, in 1 period.',
  )
})
