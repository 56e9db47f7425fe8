import { exactDurationInWords } from '../kernel/time/duration.ts'
import { nextTime } from './cadence.ts'
import { levelRank, type Bounds, type Cadence, type Level, type Policy } from './policy.ts'

/** A meeting that a level asks for, as its announcement tells it. */
export interface MeetingWords {
  /** `Daily standup`, `Emergency review`. */
  readonly title: string
  /** `Daily`, `Weekly`, `Every 6 hours`. */
  readonly often: string
  /** `9am, 3pm`, `Monday 10am`, `every 6 hours`; the zone behind it where it is not UTC. */
  readonly times: string
  /** The same in a sentence: `at 9am, 3pm`, `on Monday at 10am`, `every 6 hours`. */
  readonly atTimes: string
  /** It ends above so much of the budget, `30%`, or else at a level; both null where the best level has it too. */
  readonly untilAbove: string | null
  readonly untilLevel: string | null
  /** Held around the clock, counted from the start of the level. */
  readonly isAroundTheClock: boolean
}

/** The meetings of a level, in the policy's order. */
export const meetingsOf = (policy: Policy, level: Level): readonly MeetingWords[] =>
  level.reviews.map((review) => {
    const { cadence, name } = review
    const meeting = policy.meetings.get(name)
    const called = meeting?.called ?? meeting?.title ?? name
    const often = oftenInWords(cadence)
    return {
      title: cadence.kind === 'every' || called.startsWith(often) ? capital(called) : `${often} ${called}`,
      often,
      ...timesInWords(cadence, policy.timeZone),
      ...untilOf(policy, level, review),
      isAroundTheClock: cadence.kind === 'every',
    }
  })

/** The meeting of a level that is held next after `now`; null where there is none. Epoch milliseconds. */
export function nextMeeting(policy: Policy, level: Level, since: number, now: number): MeetingWords | null {
  const times = level.reviews.map(({ cadence }) => nextTime(cadence, policy.timeZone, since, now))
  return meetingsOf(policy, level)[times.indexOf(Math.min(...times))] ?? null
}

function oftenInWords(cadence: Cadence): string {
  if (cadence.kind === 'every') return `Every ${exactDurationInWords(cadence.everyMs).replace(/^1 /, '')}`
  return cadence.kind === 'daily' ? 'Daily' : 'Weekly'
}

function timesInWords(cadence: Cadence, timeZone: string): Pick<MeetingWords, 'times' | 'atTimes'> {
  if (cadence.kind === 'every') {
    const times = oftenInWords(cadence).toLowerCase()
    return { times, atTimes: times }
  }
  const clock = cadence.at.map(clockInWords).join(', ') + (timeZone === 'UTC' ? '' : ` ${timeZone}`)
  if (cadence.kind === 'daily') return { times: clock, atTimes: `at ${clock}` }
  const day = weekdayTitle(cadence.weekday)
  return { times: `${day} ${clock}`, atTimes: `on ${day} at ${clock}` }
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Of an ISO 8601 weekday, of which Monday is 1. */
export const weekdayTitle = (weekday: number): string => WEEKDAYS[weekday - 1] ?? ''

/** `9am`, `3:30pm`, of `09:00` and `15:30`. */
function clockInWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${hour < 12 ? 'am' : 'pm'}`
}

/** A meeting goes on through every better level that has it at the same times. */
function untilOf(
  policy: Policy,
  level: Level,
  { name, cadence }: Level['reviews'][number],
): Pick<MeetingWords, 'untilAbove' | 'untilLevel'> {
  const better = policy.levels.slice(0, levelRank(policy, level.name)).reverse()
  const isSame = (other: Level['reviews'][number]): boolean =>
    other.name === name && JSON.stringify(other.cadence) === JSON.stringify(cadence)
  const without = better.findIndex(({ reviews }) => !reviews.some(isSame))
  const after = better[without]
  if (after === undefined) return { untilAbove: null, untilLevel: null }
  const last = better[without - 1] ?? level
  const bound = last.when?.kind === 'remaining' ? upperPercent(last.when.bounds) : null
  return bound === null
    ? { untilAbove: null, untilLevel: after.name }
    : { untilAbove: `${bound}%`, untilLevel: null }
}

/** Above so much of the budget, in percent, no level of these bounds holds. */
function upperPercent({ below, atMost }: Bounds): number | null {
  const uppers = [below, atMost].filter((bound) => bound !== undefined)
  return uppers.length === 0 ? null : Number((Math.min(...uppers) * 100).toFixed(6))
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
