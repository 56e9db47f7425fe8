import { Temporal } from 'temporal-polyfill'
import { dayIn, instantOf, wallAt } from '../kernel/time/wall-clock.ts'
import type { Policy, PolicyReminder } from '../policy/policy.ts'

/** A reminder to a policy's owner that is due now. */
export interface DueReminder {
  readonly key: string
  readonly policy: Policy
  readonly text: string
  /** The day that it is about. */
  readonly day: string
  /** When it became due, epoch milliseconds. */
  readonly dueAt: number
}

/** Before the policy's own next review, in days; on the day; and every week after it until the policy names a new one. */
const AHEAD_DAYS = 7
const AGAIN_DAYS = 7
const MORNING = '09:00'

/**
 * Reminders that have become due since `since` (when the bot first saw the policy) and were not given yet. Days begin at
 * 9:00 in the policy's zone. What was missed is given once, for its newest day.
 */
export function dueReminders(
  policies: Iterable<Policy>,
  lastDue: ReadonlyMap<string, number>,
  since: number,
  now: number,
): DueReminder[] {
  return [...policies].flatMap((policy) => {
    const newest = lastMorning(policy, now)
    const candidates = [
      ownReview(policy, newest),
      ...policy.reminders.map((one) => periodStart(policy, one, newest)),
    ]
    return candidates.flatMap((candidate) => {
      if (candidate === undefined) return []
      const dueAt = morning(candidate.on, policy)
      const given = lastDue.get(candidate.key) ?? since
      return dueAt <= now && dueAt > given
        ? [{ key: candidate.key, policy, text: candidate.text, day: candidate.day, dueAt }]
        : []
    })
  })
}

interface Candidate {
  readonly key: string
  /** The day whose morning it is due on. */
  readonly on: Temporal.PlainDate
  readonly text: string
  readonly day: string
}

function ownReview(policy: Policy, newest: Temporal.PlainDate): Candidate | undefined {
  const { nextReview } = policy.about
  if (nextReview === null) return undefined
  const day = Temporal.PlainDate.from(nextReview)
  const first = day.subtract({ days: AHEAD_DAYS })
  const passed = first.until(newest, { largestUnit: 'days' }).days
  if (passed < 0) return undefined
  const on = first.add({ days: passed - (passed % AGAIN_DAYS) })
  const key = `reminder/${policy.name}/next-review/${nextReview}`
  return { key, on, day: nextReview, text: 'The policy itself is due for its review.' }
}

function periodStart(
  policy: Policy,
  { name, text, every }: PolicyReminder,
  newest: Temporal.PlainDate,
): Candidate {
  const months = { month: 1, quarter: 3, year: 12 }[every]
  const on = newest.with({ day: 1, month: newest.month - ((newest.month - 1) % months) })
  return { key: `reminder/${policy.name}/${name}`, on, day: on.toString(), text }
}

/** The newest day whose reminding hour has come. */
function lastMorning(policy: Policy, now: number): Temporal.PlainDate {
  const today = dayIn(now, policy.timeZone)
  return morning(today, policy) <= now ? today : today.subtract({ days: 1 })
}

const morning = (day: Temporal.PlainDate, { timeZone }: Pick<Policy, 'timeZone'>): number =>
  instantOf(wallAt(day, MORNING), timeZone)
