import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelFor } from '../../../src/core/policy/condition.ts'
import { nextStatus } from '../../../src/core/policy/next-status.ts'
import { levelRank, UNKNOWN_LEVEL } from '../../../src/core/policy/policy.ts'
import type { Status } from '../../../src/core/policy/status.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'
import { measured, missing } from './readings.ts'

interface Observed {
  readonly at: number
  /** Null when it was missing. */
  readonly remaining: number | null
}

const series = fc
  .array(
    fc.record({
      gapMs: fc.integer({ min: 1, max: 12 * MINUTE_MS }),
      remaining: fc.option(fc.constantFrom(0.9, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, -1), { freq: 5 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    let at = 0
    return steps.map(({ gapMs, remaining }): Observed => ({ at: (at += gapMs), remaining }))
  })

function played(observed: readonly Observed[]): Status[] {
  let status: Status | undefined
  return observed.map(({ at, remaining }) => {
    const reading = remaining === null ? missing('availability', at) : measured(remaining, at)
    status = nextStatus(status, 'inference-gateway', [reading], shippedPolicy, at)
    return status
  })
}

const rank = (level: string): number => levelRank(shippedPolicy, level)
const rankOf = (remainingRatio: number): number => rank(levelFor(shippedPolicy, { remainingRatio }).name)

const whatever = (holds: (observed: readonly Observed[], statuses: readonly Status[]) => void): void => {
  fc.assert(
    fc.property(series, (observed) => holds(observed, played(observed))),
    { numRuns: 500 },
  )
}

test('a status is never better than what was seen within the time that better must hold', () => {
  whatever((observed, statuses) => {
    const firstKnown = statuses.findIndex(({ level }) => level !== UNKNOWN_LEVEL)
    statuses.forEach(({ level, polledAt }, index) => {
      if (level === UNKNOWN_LEVEL) return
      for (const { at, remaining } of observed.slice(firstKnown, index + 1)) {
        if (remaining === null || at <= polledAt - shippedPolicy.recoverAfterMs) continue
        expect(rank(level)).toBeGreaterThanOrEqual(rankOf(remaining))
      }
    })
  })
})

test('a status is never worse than everything seen since it was last at that level or better', () => {
  whatever((observed, statuses) => {
    statuses.forEach(({ level }, index) => {
      if (level === UNKNOWN_LEVEL) return
      const seen = observed
        .slice(0, index + 1)
        .some(({ remaining }) => remaining !== null && rankOf(remaining) === rank(level))
      expect(seen).toBe(true)
    })
  })
})

test('better comes only with a measured poll, a full wait after anything was that bad', () => {
  whatever((observed, statuses) => {
    statuses.forEach((status, index) => {
      const before = statuses[index - 1]
      if (before === undefined || before.level === UNKNOWN_LEVEL || rank(status.level) >= rank(before.level))
        return
      expect(observed[index]?.remaining).not.toBeNull()
      const lastAsBad = observed.findLast(
        ({ at, remaining }) =>
          at < status.polledAt && remaining !== null && rankOf(remaining) >= rank(before.level),
      )
      expect(status.polledAt - (lastAsBad?.at ?? 0)).toBeGreaterThanOrEqual(shippedPolicy.recoverAfterMs)
    })
  })
})

test('`since` is when the level began, and stays while the level does', () => {
  whatever((_, statuses) => {
    statuses.forEach((status, index) => {
      const before = statuses[index - 1]
      expect(status.since).toBe(before?.level === status.level ? before.since : status.polledAt)
    })
  })
})
