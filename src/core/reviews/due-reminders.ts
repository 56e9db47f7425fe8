import { Temporal } from 'temporal-polyfill'
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
const HOUR_OF_DAY = 9

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
    const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(policy.timeZone)
    const candidates = [
      ownReview(policy, today),
      ...policy.reminders.map((one) => periodStart(policy, one, today)),
    ]
    return candidates.flatMap((candidate) => {
      if (candidate === undefined) return []
      const dueAt = candidate.at.epochMilliseconds
      const given = lastDue.get(candidate.key) ?? since
      return dueAt <= now && dueAt > given
        ? [{ key: candidate.key, policy, text: candidate.text, day: candidate.day, dueAt }]
        : []
    })
  })
}

interface Candidate {
  readonly key: string
  readonly at: Temporal.ZonedDateTime
  readonly text: string
  readonly day: string
}

function ownReview(policy: Policy, now: Temporal.ZonedDateTime): Candidate | undefined {
  const { nextReview } = policy.about
  if (nextReview === null) return undefined
  const day = Temporal.PlainDate.from(nextReview)
  const first = day.subtract({ days: AHEAD_DAYS })
  const passed = first.until(lastMorning(now), { largestUnit: 'days' }).days
  if (passed < 0) return undefined
  const at = morning(first.add({ days: passed - (passed % AGAIN_DAYS) }), now)
  const key = `reminder/${policy.name}/next-review/${nextReview}`
  return { key, at, day: nextReview, text: 'The policy itself is due for its review.' }
}

function periodStart(
  policy: Policy,
  { name, text, every }: PolicyReminder,
  now: Temporal.ZonedDateTime,
): Candidate {
  const date = lastMorning(now)
  const months = { month: 1, quarter: 3, year: 12 }[every]
  const first = date.with({ day: 1, month: date.month - ((date.month - 1) % months) })
  const at = morning(first, now)
  return { key: `reminder/${policy.name}/${name}`, at, day: first.toString(), text }
}

/** The newest day whose reminding hour has come. */
function lastMorning(now: Temporal.ZonedDateTime): Temporal.PlainDate {
  const today = now.toPlainDate()
  return now.hour >= HOUR_OF_DAY ? today : today.subtract({ days: 1 })
}

const morning = (day: Temporal.PlainDate, { timeZoneId }: Temporal.ZonedDateTime): Temporal.ZonedDateTime =>
  day.toZonedDateTime({ timeZone: timeZoneId, plainTime: Temporal.PlainTime.from({ hour: HOUR_OF_DAY }) })
