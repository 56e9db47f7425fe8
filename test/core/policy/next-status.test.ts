import { describe, expect, test } from 'vitest'
import type { Reading } from '../../../src/core/budgets/reading.ts'
import { freshnessOf, nextStatus, currentLevel } from '../../../src/core/policy/next-status.ts'
import { type Policy, UNKNOWN_LEVEL } from '../../../src/core/policy/policy.ts'
import type { Status } from '../../../src/core/policy/status.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { editedPolicy, shippedPolicy } from '../../support/shipped-policy.ts'
import { measured, missing } from './readings.ts'

type Step = readonly [minute: number, ...found: (number | 'missing')[]]

/** What a poll found: availability first, then latency. */
const readingsOf = ([minute, ...found]: Step): Reading[] =>
  found.map((one, index) => {
    const slo = index === 0 ? 'availability' : 'latency'
    return one === 'missing' ? missing(slo, minute * MINUTE_MS) : measured(one, minute * MINUTE_MS, slo)
  })

function after(steps: readonly Step[], policy: Policy = shippedPolicy, from?: Status): Status {
  const last = steps.reduce<Status | undefined>(
    (status, step) => nextStatus(status, 'inference-gateway', readingsOf(step), policy, step[0] * MINUTE_MS),
    from,
  )
  if (last === undefined) throw new Error('no step')
  return last
}

describe.each<{ story: string; steps: readonly Step[]; level: string; since?: number }>([
  { story: 'first sight takes effect at once', steps: [[0, 0.4]], level: 'WARNING' },
  { story: 'first sight may be the best level', steps: [[0, 0.9]], level: 'HEALTHY' },
  {
    story: 'a worse level takes effect at once',
    steps: [
      [0, 0.9],
      [1, 0.2],
    ],
    level: 'CRITICAL',
    since: 1,
  },
  {
    story: 'two levels worse at once are one step',
    steps: [
      [0, 0.9],
      [1, 0.05],
    ],
    level: 'EMERGENCY',
    since: 1,
  },
  {
    story: 'a better level waits',
    steps: [
      [0, 0.2],
      [1, 0.9],
      [15, 0.9],
    ],
    level: 'CRITICAL',
  },
  {
    story: 'a better level that held 15 minutes takes effect',
    steps: [
      [0, 0.2],
      [1, 0.9],
      [16, 0.9],
    ],
    level: 'HEALTHY',
    since: 16,
  },
  {
    story: 'a relapse starts the wait again',
    steps: [
      [0, 0.2],
      [1, 0.9],
      [10, 0.2],
      [11, 0.9],
      [20, 0.9],
    ],
    level: 'CRITICAL',
    since: 0,
  },
  {
    story: 'recovery goes to the worst level seen meanwhile',
    steps: [
      [0, 0.05],
      [1, 0.9],
      [5, 0.2],
      [8, 0.9],
      [16, 0.9],
    ],
    level: 'CRITICAL',
    since: 16,
  },
  {
    story: 'and from there on waits again',
    steps: [
      [0, 0.05],
      [1, 0.9],
      [5, 0.2],
      [16, 0.9],
      [31, 0.9],
    ],
    level: 'HEALTHY',
    since: 31,
  },
  {
    story: 'worse than where it recovers to, yet better than now, is remembered',
    steps: [
      [0, 0.05],
      [1, 0.9],
      [15, 0.2],
      [16, 0.9],
    ],
    level: 'CRITICAL',
  },
  { story: 'the worst SLO decides', steps: [[0, 0.9, 0.2]], level: 'CRITICAL' },
  {
    story: 'a missing SLO stops a recovery',
    steps: [
      [0, 0.2],
      [1, 0.9],
      [10, 'missing'],
      [16, 0.9],
    ],
    level: 'CRITICAL',
  },
  {
    story: 'one missing SLO of two stops a recovery',
    steps: [
      [0, 0.2, 0.9],
      [1, 0.9, 0.9],
      [10, 'missing', 0.9],
      [16, 0.9, 0.9],
    ],
    level: 'CRITICAL',
  },
  {
    story: 'a known worse SLO counts although the other is missing',
    steps: [
      [0, 0.9, 0.9],
      [1, 'missing', 0.05],
    ],
    level: 'EMERGENCY',
    since: 1,
  },
  {
    story: 'nothing measured at first sight is unknown',
    steps: [[0, 'missing', 'missing']],
    level: UNKNOWN_LEVEL,
  },
  {
    story: 'half a picture at first sight is no proof of health',
    steps: [[0, 0.9, 'missing']],
    level: UNKNOWN_LEVEL,
  },
  {
    story: 'half a picture at first sight that is bad counts',
    steps: [[0, 0.2, 'missing']],
    level: 'CRITICAL',
  },
  {
    story: 'everything missing keeps the level',
    steps: [
      [0, 0.2],
      [1, 'missing'],
      [600, 'missing'],
    ],
    level: 'CRITICAL',
    since: 0,
  },
  { story: 'a service without SLOs is unknown', steps: [[0]], level: UNKNOWN_LEVEL },
])('$story', ({ steps, level, since }) => {
  test(`is ${level} in the end`, () => {
    const status = after(steps)
    expect(status.level).toBe(level)
    if (since !== undefined) expect(status.since).toBe(since * MINUTE_MS)
  })
})

test('among SLOs of one level the one with less budget decides', () => {
  expect(after([[0, 0.29, 0.11]])).toMatchObject({ slo: 'latency', remainingRatio: 0.11 })
})

test('a missing SLO keeps its last figure against a better one of another SLO', () => {
  const status = after([
    [0, 0.12, 0.8],
    [1, 'missing', 0.8],
  ])
  expect(status).toMatchObject({ level: 'CRITICAL', slo: 'availability', remainingRatio: 0.12 })
  expect(status.missing).toEqual([
    { slo: 'availability', reason: 'source_timeout', detail: 'no answer within 10 s' },
  ])
})

test('a missing SLO gives way to a worse figure of another SLO', () => {
  expect(
    after([
      [0, 0.12, 0.8],
      [1, 'missing', 0.02],
    ]),
  ).toMatchObject({ slo: 'latency', remainingRatio: 0.02 })
})

describe('after an edit of the policy', () => {
  const edited = editedPolicy([['  CRITICAL: #', '  SEVERE: #']])

  test('a level that is gone is like first sight', () => {
    expect(after([[1, 0.2]], edited, after([[0, 0.2]])).level).toBe('SEVERE')
    expect(after([[1, 0.9]], edited, after([[0, 0.2]])).level).toBe('HEALTHY')
  })

  test('a level that is gone says nothing until something is measured', () => {
    const status = after([[1, 'missing']], edited, after([[0, 0.2]]))
    expect(status.level).toBe('CRITICAL')
    expect(freshnessOf(status, edited, MINUTE_MS)).toBe('unknown')
  })

  test('a recovery to a level that is gone starts again', () => {
    const recovering = after([
      [0, 0.05],
      [1, 0.2],
    ])
    const status = after(
      [
        [10, 0.9],
        [16, 0.9],
      ],
      edited,
      recovering,
    )
    expect(status).toMatchObject({
      level: 'EMERGENCY',
      recovering: { level: 'HEALTHY', since: 10 * MINUTE_MS },
    })
    expect(after([[25, 0.9]], edited, status).level).toBe('HEALTHY')
  })

  test('moved bounds count at once when they make it worse, later when better', () => {
    const stricter = editedPolicy([
      ['when: { remaining: { below: 30 } }', 'when: { remaining: { below: 45 } }'],
    ])
    expect(after([[1, 0.4]], stricter, after([[0, 0.4]])).level).toBe('CRITICAL')
    expect(after([[1, 0.4]], shippedPolicy, after([[0, 0.4]], stricter)).level).toBe('CRITICAL')
  })

  test('without a wait a better level counts at once', () => {
    const hasty = editedPolicy([['recover_after: 15m', 'recover_after: 0s']])
    expect(
      after(
        [
          [0, 0.05],
          [1, 0.9],
        ],
        hasty,
      ).level,
    ).toBe('HEALTHY')
  })
})

test.each([
  { given: 'a reading just taken', steps: [[0, 0.4]], minute: 0, freshness: 'fresh' },
  { given: 'no reading ever', steps: [[0, 'missing']], minute: 0, freshness: 'unknown' },
  {
    given: 'a reading missing for 5 minutes',
    steps: [
      [0, 0.4],
      [5, 'missing'],
    ],
    minute: 5,
    freshness: 'stale',
  },
  {
    given: 'a reading missing for exactly 15 minutes',
    steps: [
      [0, 0.4],
      [1, 'missing'],
    ],
    minute: 15,
    freshness: 'stale',
  },
  {
    given: 'a reading missing for longer',
    steps: [
      [0, 0.4],
      [1, 'missing'],
    ],
    minute: 15.01,
    freshness: 'unknown',
  },
  { given: 'no poll for longer', steps: [[0, 0.4]], minute: 15.01, freshness: 'unknown' },
  {
    given: 'one of two missing for longer',
    steps: [
      [0, 0.4, 0.9],
      [16, 0.4, 'missing'],
    ],
    minute: 16,
    freshness: 'unknown',
  },
  {
    given: 'a reading found again',
    steps: [
      [0, 0.4],
      [20, 'missing'],
      [21, 0.4],
    ],
    minute: 21,
    freshness: 'fresh',
  },
] satisfies { given: string; steps: Step[]; minute: number; freshness: string }[])(
  '$given is $freshness',
  ({ steps, minute, freshness }) => {
    const ownLevel = currentLevel(after(steps), shippedPolicy, minute * MINUTE_MS)
    expect(ownLevel.freshness).toBe(freshness)
  },
)

test('a service that was never polled is unknown, with no figure', () => {
  expect(currentLevel(undefined, shippedPolicy, 0)).toEqual({
    level: UNKNOWN_LEVEL,
    remainingRatio: null,
    freshness: 'unknown',
  })
})

describe('while data has stopped', () => {
  /** A poll at this minute that finds the newest sample of this other minute. */
  const stopped = (minute: number, newestMinute: number): Reading => ({
    ...missing('availability', minute * MINUTE_MS),
    reason: 'data_stopped',
    detail: '',
    newestAt: newestMinute * MINUTE_MS,
  })
  const polled = (minute: number, reading: Reading, from: Status): Status =>
    nextStatus(from, 'inference-gateway', [reading], shippedPolicy, minute * MINUTE_MS)
  const healthy = after([[5, 0.9]])

  test('the level is kept from the newest sample on, and not from the last figure that rested on it', () => {
    const status = polled(6, stopped(6, 0), healthy)
    expect(status).toMatchObject({ level: 'HEALTHY', knownAt: 0, missing: [{ stoppedAt: 0 }] })
    expect(freshnessOf(status, shippedPolicy, 15 * MINUTE_MS)).toBe('stale')
    expect(freshnessOf(status, shippedPolicy, 15 * MINUTE_MS + 1)).toBe('unknown')
  })

  test('an old sample of an SLO that is new makes nothing known again', () => {
    const later = polled(7, stopped(7, 3), polled(6, stopped(6, 0), healthy))
    expect(later.knownAt).toBe(0)
  })

  test('a source that fails meanwhile does not make it forgotten; a figure does', () => {
    const failing = polled(7, missing('availability', 7 * MINUTE_MS), polled(6, stopped(6, 0), healthy))
    expect(failing.missing).toMatchObject([{ reason: 'source_timeout', stoppedAt: 0 }])
    const again = polled(8, measured(0.9, 8 * MINUTE_MS), failing)
    expect(again).toMatchObject({ knownAt: 8 * MINUTE_MS, missing: [] })
  })
})

describe('data that are younger than the level', () => {
  const HOUR = 60
  const WINDOW_SECONDS = 30 * 86_400
  /** All that is left of the history is `minutes` old. */
  const young = (remaining: number, minute: number, minutes: number): Reading => ({
    ...measured(remaining, minute * MINUTE_MS, 'availability'),
    young: { coveredSeconds: minutes * 60, windowSeconds: WINDOW_SECONDS },
  })
  const frozen = after([[0, 0.05]])
  const follow = (steps: readonly (readonly [minute: number, reading: Reading])[]): Status =>
    steps.reduce(
      (status, [minute, reading]) =>
        nextStatus(status, 'inference-gateway', [reading], shippedPolicy, minute * MINUTE_MS),
      frozen,
    )

  test('a history that was lost ends no freeze', () => {
    const lost = follow([
      [HOUR, young(1, HOUR, 5)],
      [2 * HOUR, young(1, 2 * HOUR, 5 + HOUR)],
    ])
    expect(lost).toMatchObject({ level: 'EMERGENCY', recovering: null })
    const grown = nextStatus(
      lost,
      'inference-gateway',
      [measured(0.9, 80 * HOUR * MINUTE_MS, 'availability')],
      shippedPolicy,
      80 * HOUR * MINUTE_MS,
    )
    expect(grown.recovering).toMatchObject({ level: 'HEALTHY' })
  })

  test('what begins young and burns may recover while it is young', () => {
    const recovered = follow([
      [HOUR, young(0.9, HOUR, 2 * HOUR)],
      [HOUR + 16, young(0.9, HOUR + 16, 2 * HOUR + 16)],
    ])
    expect(recovered.level).toBe('HEALTHY')
  })

  test('a worse level begins all the same', () => {
    const warned = after([[0, 0.4]])
    const worse = nextStatus(warned, 'inference-gateway', [young(0.05, 9, 5)], shippedPolicy, 9 * MINUTE_MS)
    expect(worse.level).toBe('EMERGENCY')
  })
})
