import { describe, expect, test } from 'vitest'
import type { Catalog } from '../../../src/core/policy/catalog.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import type { Status } from '../../../src/core/policy/status.ts'
import { dueReminders } from '../../../src/core/reviews/due-reminders.ts'
import { dueReviews } from '../../../src/core/reviews/due-reviews.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { GATEWAY, service } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const BERLIN: Policy = { ...shippedPolicy, timeZone: 'Europe/Berlin' }
const CATALOG: Catalog = {
  services: new Map([[GATEWAY, service(GATEWAY)]]),
  policies: new Map([[BERLIN.name, BERLIN]]),
}

const status = (level: string, since: string): Status => ({
  service: GATEWAY,
  level,
  since: Date.parse(since),
  slo: 'availability',
  remainingRatio: 0.4,
  young: null,
  knownAt: Date.parse(since),
  polledAt: Date.parse(since),
  missing: [],
  recovering: null,
  policyVersion: BERLIN.version,
})

/** Looks every half hour but while the bot was off, and lists what was held: when it was due, and whether late. */
function reviewsHeld(
  one: Status,
  from: string,
  to: string,
  off?: readonly [from: string, to: string],
): string[] {
  const lastDue = new Map<string, number>()
  const held: string[] = []
  for (let now = Date.parse(from); now <= Date.parse(to); now += HOUR_MS / 2) {
    if (off !== undefined && now > Date.parse(off[0]) && now < Date.parse(off[1])) continue
    for (const { key, meeting, dueAt, late } of dueReviews(CATALOG, [one], lastDue, now)) {
      lastDue.set(key, dueAt)
      held.push(`${meeting.name} of ${new Date(dueAt).toISOString().slice(0, 16)}${late ? ', late' : ''}`)
    }
  }
  return held
}

describe('a daily review at ten in Berlin', () => {
  test('moves with the clocks of spring, and is held once a day', () => {
    expect(
      reviewsHeld(status('WARNING', '2026-03-27T12:00:00Z'), '2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z'),
    ).toEqual(['daily of 2026-03-28T09:00', 'daily of 2026-03-29T08:00', 'daily of 2026-03-30T08:00'])
  })

  test('moves back with the clocks of autumn', () => {
    expect(
      reviewsHeld(status('WARNING', '2026-10-23T12:00:00Z'), '2026-10-24T00:00:00Z', '2026-10-26T12:00:00Z'),
    ).toEqual(['daily of 2026-10-24T08:00', 'daily of 2026-10-25T09:00', 'daily of 2026-10-26T09:00'])
  })

  test('is held on the leap day and over the end of a month', () => {
    expect(
      reviewsHeld(status('WARNING', '2028-02-27T12:00:00Z'), '2028-02-28T00:00:00Z', '2028-03-01T12:00:00Z'),
    ).toEqual(['daily of 2028-02-28T09:00', 'daily of 2028-02-29T09:00', 'daily of 2028-03-01T09:00'])
  })

  test('that was missed for three days over a clock change is held once, late, for its newest time', () => {
    expect(
      reviewsHeld(status('WARNING', '2026-03-26T12:00:00Z'), '2026-03-27T00:00:00Z', '2026-03-31T00:00:00Z', [
        '2026-03-27T10:00:00Z',
        '2026-03-30T12:00:00Z',
      ]),
    ).toEqual(['daily of 2026-03-27T09:00', 'daily of 2026-03-30T08:00, late'])
  })
})

test('a six-hourly review is six hours apart over a clock change, counted from the start of the level', () => {
  const held = reviewsHeld(
    status('EMERGENCY', '2026-03-28T20:30:00Z'),
    '2026-03-28T21:00:00Z',
    '2026-03-29T15:00:00Z',
  )
  expect(held.filter((line) => line.startsWith('emergency'))).toEqual([
    'emergency of 2026-03-29T02:30',
    'emergency of 2026-03-29T08:30',
    'emergency of 2026-03-29T14:30',
  ])
})

describe('a reminder of the policy', () => {
  const policyWith = (nextReview: string | null, every?: 'month' | 'quarter'): Policy => ({
    ...BERLIN,
    about: { ...BERLIN.about, nextReview },
    reminders: every === undefined ? [] : [{ name: 'review', text: 'Review the targets.', every }],
  })

  function told(policy: Policy, from: string, to: string, stepMs: number): string[] {
    const given = new Map<string, number>()
    const days: string[] = []
    for (let now = Date.parse(from); now <= Date.parse(to); now += stepMs) {
      for (const { key, dueAt } of dueReminders([policy], given, Date.parse(from), now)) {
        given.set(key, dueAt)
        days.push(new Date(dueAt).toISOString().slice(0, 16))
      }
    }
    return days
  }

  test('comes at nine in Berlin on the first of the month, on either side of a clock change', () => {
    expect(told(policyWith(null, 'month'), '2026-02-15T00:00:00Z', '2026-05-02T00:00:00Z', HOUR_MS)).toEqual([
      '2026-03-01T08:00',
      '2026-04-01T07:00',
      '2026-05-01T07:00',
    ])
  })

  test('comes on the leap day when the policy is due on it, and a week before', () => {
    expect(told(policyWith('2028-02-29'), '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z', HOUR_MS)).toEqual([
      '2028-02-22T08:00',
      '2028-02-29T08:00',
    ])
  })

  test('comes on the morning after a day that a zone leaves out', () => {
    // Samoa went from 29 to 31 December.
    const samoan = { ...policyWith('2011-12-30'), timeZone: 'Pacific/Apia' }
    expect(told(samoan, '2011-12-24T00:00:00Z', '2012-01-02T00:00:00Z', HOUR_MS)).toEqual([
      '2011-12-30T19:00',
    ])
  })

  test('that was missed in three days off over the end of a quarter is given once', () => {
    expect(
      told(policyWith(null, 'quarter'), '2026-03-30T12:00:00Z', '2026-04-20T12:00:00Z', 3 * DAY_MS),
    ).toEqual(['2026-04-01T07:00'])
  })
})
