import { expect, test } from 'vitest'
import { pollReadiness } from '../../src/app/readiness.ts'

const MINUTE = 60_000

test.each([
  ['a moment ago is recent', 10 * MINUTE, true],
  ['three periods ago is recent', 13 * MINUTE, true],
  ['longer ago is old', 13 * MINUTE + 1, false],
  ['in the future, before the clock was set back, says nothing of now', 6 * MINUTE, false],
])('a poll that succeeded %s', (_, now, ok) => {
  expect(pollReadiness(10 * MINUTE, MINUTE, now).ok).toBe(ok)
})
