import type { Temporal } from 'temporal-polyfill'
import { merged, type Period } from '../kernel/time/period.ts'
import { dayIn, periodOf, wallAt } from '../kernel/time/wall-clock.ts'
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
function periodsAround(windows: readonly WeeklyWindow[], timeZone: string, now: number): readonly Period[] {
  const today = dayIn(now, timeZone)
  return merged(
    Array.from({ length: 9 }, (_, index) => today.add({ days: index - 1 })).flatMap((day) =>
      windows
        .filter(({ days }) => days.includes(day.dayOfWeek))
        .map((window) => periodOn(window, day, timeZone)),
    ),
  )
}

function periodOn({ from, to }: WeeklyWindow, day: Temporal.PlainDate, timeZone: string): Period {
  const tomorrow = day.add({ days: 1 })
  const until = to === '24:00' ? wallAt(tomorrow, '00:00') : wallAt(to <= from ? tomorrow : day, to)
  return periodOf(wallAt(day, from), until, timeZone)
}
