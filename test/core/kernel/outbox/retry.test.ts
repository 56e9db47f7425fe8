import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isGivenUp, pauseMs } from '../../../../src/core/kernel/outbox/retry.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/core/kernel/time/duration.ts'

describe('the pause before the next attempt', () => {
  test.each<[string, number, number | null, number]>([
    ['begins with a second', 1, null, SECOND_MS],
    ['doubles', 4, null, 8 * SECOND_MS],
    ['ends at five minutes', 12, null, 5 * MINUTE_MS],
    ['is no shorter than the receiver asks', 1, 30 * SECOND_MS, 30 * SECOND_MS],
    ['is no shorter for a receiver that asks for less', 6, SECOND_MS, 32 * SECOND_MS],
    ['follows a receiver that asks for more than five minutes', 12, HOUR_MS, HOUR_MS],
  ])('%s', (_sentence, attempts, retryAfterMs, expected) => {
    expect(pauseMs(attempts, retryAfterMs)).toBe(expected)
  })

  test('is bounded for any number of attempts', () => {
    fc.assert(
      fc.property(fc.nat(), (attempts) => {
        const pause = pauseMs(attempts, null)
        expect(pause).toBeGreaterThanOrEqual(SECOND_MS)
        expect(pause).toBeLessThanOrEqual(5 * MINUTE_MS)
      }),
    )
  })
})

test.each<[string, number, number, number, boolean]>([
  ['young and tried often: goes on', 200, DAY_MS - 1, DAY_MS, false],
  ['a day old and tried often: given up', 5, DAY_MS, HOUR_MS, true],
  ['a week old and tried four times: goes on', 4, 7 * DAY_MS, HOUR_MS, false],
  ['a day old by a clock that was set forward: goes on', 200, DAY_MS, HOUR_MS - 1, false],
])('%s', (_sentence, attempts, ageMs, pausedMs, expected) => {
  expect(isGivenUp(0, attempts, ageMs, pausedMs)).toBe(expected)
})
