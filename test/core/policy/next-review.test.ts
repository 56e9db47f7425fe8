import { expect, test } from 'vitest'
import { nextReviewAt } from '../../../src/core/policy/next-review.ts'
import { levelNamed, type Cadence } from '../../../src/core/policy/policy.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const MONDAY_10: Cadence = { kind: 'weekly', weekday: 1, at: ['10:00'] }
const DAILY_10: Cadence = { kind: 'daily', at: ['10:00'] }
const EVERY_6H: Cadence = { kind: 'every', everyMs: 6 * HOUR_MS }
const AT_2_30: Cadence = { kind: 'daily', at: ['02:30'] }

interface Row {
  readonly given: string
  readonly cadence: Cadence
  readonly zone?: string
  readonly now: string
  readonly since?: string
  readonly next: string
}

test.each<Row>([
  {
    given: 'a daily review, before its hour',
    cadence: DAILY_10,
    now: '2025-10-23T09:59:59Z',
    next: '2025-10-23T10:00:00Z',
  },
  {
    given: 'a daily review, at its hour: the next one',
    cadence: DAILY_10,
    now: '2025-10-23T10:00:00Z',
    next: '2025-10-24T10:00:00Z',
  },
  {
    given: 'a weekly review on a Thursday',
    cadence: MONDAY_10,
    now: '2025-10-23T12:00:00Z',
    next: '2025-10-27T10:00:00Z',
  },
  {
    given: 'a weekly review on its day, before its hour',
    cadence: MONDAY_10,
    now: '2025-10-27T09:00:00Z',
    next: '2025-10-27T10:00:00Z',
  },
  {
    given: 'a weekly review, just held',
    cadence: MONDAY_10,
    now: '2025-10-27T10:00:00Z',
    next: '2025-11-03T10:00:00Z',
  },
  {
    given: 'every 6 hours from the start of the level',
    cadence: EVERY_6H,
    since: '2025-10-23T01:17:00Z',
    now: '2025-10-23T12:00:00Z',
    next: '2025-10-23T13:17:00Z',
  },
  {
    given: 'every 6 hours, just begun',
    cadence: EVERY_6H,
    since: '2025-10-23T12:00:00Z',
    now: '2025-10-23T12:00:00Z',
    next: '2025-10-23T18:00:00Z',
  },
  {
    given: 'every 6 hours across the end of summer time',
    cadence: EVERY_6H,
    zone: 'Europe/Berlin',
    since: '2025-10-25T22:00:00Z',
    now: '2025-10-26T00:00:00Z',
    next: '2025-10-26T04:00:00Z',
  },
  {
    given: 'Berlin in summer',
    cadence: DAILY_10,
    zone: 'Europe/Berlin',
    now: '2025-07-01T07:00:00Z',
    next: '2025-07-01T08:00:00Z',
  },
  {
    given: 'Berlin in winter',
    cadence: DAILY_10,
    zone: 'Europe/Berlin',
    now: '2025-12-01T08:30:00Z',
    next: '2025-12-01T09:00:00Z',
  },
  {
    given: 'Berlin, the night before summer time ends',
    cadence: DAILY_10,
    zone: 'Europe/Berlin',
    now: '2025-10-25T12:00:00Z',
    next: '2025-10-26T09:00:00Z',
  },
  {
    given: 'Berlin, the night before summer time begins',
    cadence: DAILY_10,
    zone: 'Europe/Berlin',
    now: '2025-03-29T12:00:00Z',
    next: '2025-03-30T08:00:00Z',
  },
  {
    given: 'an hour that is skipped: as late as it can be',
    cadence: AT_2_30,
    zone: 'Europe/Berlin',
    now: '2025-03-29T12:00:00Z',
    next: '2025-03-30T01:30:00Z',
  },
  {
    given: 'an hour that comes twice: the first of the two',
    cadence: AT_2_30,
    zone: 'Europe/Berlin',
    now: '2025-10-25T12:00:00Z',
    next: '2025-10-26T00:30:00Z',
  },
  {
    given: 'between the two: tomorrow',
    cadence: AT_2_30,
    zone: 'Europe/Berlin',
    now: '2025-10-26T00:45:00Z',
    next: '2025-10-27T01:30:00Z',
  },
  {
    given: 'a zone where it is tomorrow already',
    cadence: MONDAY_10,
    zone: 'Pacific/Auckland',
    now: '2025-10-26T20:00:00Z',
    next: '2025-10-26T21:00:00Z',
  },
  {
    given: 'a zone half an hour off',
    cadence: DAILY_10,
    zone: 'Asia/Kolkata',
    now: '2025-10-23T04:00:00Z',
    next: '2025-10-23T04:30:00Z',
  },
])('$given ($now) → $next', ({ cadence, zone = 'UTC', now, since = now, next }) => {
  const at = nextReviewAt([{ name: 'review', cadence }], zone, Date.parse(since), Date.parse(now))
  expect(at === null ? null : new Date(at).toISOString()).toBe(new Date(next).toISOString())
})

test('without reviews there is no next one', () => {
  expect(nextReviewAt([], 'UTC', 0, 0)).toBeNull()
})

test.each([
  { level: 'HEALTHY', now: '2025-10-23T12:00:00Z', next: '2025-10-27T10:00:00.000Z', which: 'Monday 10:00' },
  { level: 'WARNING', now: '2025-10-23T12:00:00Z', next: '2025-10-24T10:00:00.000Z', which: 'daily 10:00' },
  { level: 'CRITICAL', now: '2025-10-23T08:30:00Z', next: '2025-10-23T09:00:00.000Z', which: 'the standup' },
  {
    level: 'CRITICAL',
    now: '2025-10-23T09:30:00Z',
    next: '2025-10-23T10:00:00.000Z',
    which: 'the daily review',
  },
  {
    level: 'CRITICAL',
    now: '2025-10-23T16:00:00Z',
    next: '2025-10-23T22:00:00.000Z',
    which: 'the review after 6 h',
  },
  {
    level: 'EMERGENCY',
    now: '2025-10-23T20:00:00Z',
    next: '2025-10-24T02:00:00.000Z',
    which: 'the review after 6 h',
  },
  { level: 'EMERGENCY', now: '2025-10-24T05:00:00Z', next: '2025-10-24T09:00:00.000Z', which: 'the standup' },
])('$level that begins at $now is next reviewed at $next: $which', ({ level, now, next }) => {
  const reviews = levelNamed(shippedPolicy, level)?.reviews ?? []
  const at = nextReviewAt(reviews, shippedPolicy.timeZone, Date.parse(now), Date.parse(now))
  expect(at === null ? null : new Date(at).toISOString()).toBe(next)
})
