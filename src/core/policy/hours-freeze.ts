import { Temporal } from 'temporal-polyfill'
import type { Period } from '../kernel/time/schedule.ts'
import type { WeeklyWindow } from './deploy-hours.ts'
import type { HoursFreeze } from './freeze.ts'
import type { Level } from './policy.ts'

/**
 * What a level's hours say of this moment: outside the allowed ones the gate refuses; outside the preferred ones the
 * decision advises against it. Null when there is nothing to say.
 */
export function hoursFreeze(
  { name, hours }: Pick<Level, 'name' | 'hours'>,
  timeZone: string,
  now: number,
  isAtGate: boolean,
): HoursFreeze | null {
  for (const [windows, effect] of [
    [hours.allowed, isAtGate ? 'blocks' : 'waits'],
    [hours.preferred, 'advised'],
  ] as const) {
    if (windows.length === 0) continue
    const periods = periodsAround(windows, timeZone, now)
    if (periods.some(({ from, until }) => from <= now && now < until)) continue
    const ahead = periods.map(({ from }) => from).filter((from) => from > now)
    return { kind: 'hours', level: name, until: ahead.length === 0 ? null : Math.min(...ahead), effect }
  }
  return null
}

/** Of yesterday, which may reach into today, and of the week that comes. */
function periodsAround(windows: readonly WeeklyWindow[], timeZone: string, now: number): Period[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  return Array.from({ length: 9 }, (_, index) => today.add({ days: index - 1 })).flatMap((day) =>
    windows
      .filter(({ days }) => days.includes(day.dayOfWeek))
      .map((window) => periodOn(window, day, timeZone)),
  )
}

function periodOn({ from, to }: WeeklyWindow, day: Temporal.PlainDate, timeZone: string): Period {
  const instant = (date: Temporal.PlainDate, time: string): number =>
    date.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(timeZone).epochMilliseconds
  const tomorrow = day.add({ days: 1 })
  const until = to === '24:00' ? instant(tomorrow, '00:00') : instant(to <= from ? tomorrow : day, to)
  return { from: instant(day, from), until }
}
