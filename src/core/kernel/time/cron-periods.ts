import type { Temporal } from 'temporal-polyfill'
import type { Cron } from './cron.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './duration.ts'
import { merged, type Period } from './period.ts'
import { type ClockChange, clockChangeOn, dayBegins } from './wall-clock.ts'

interface CronSchedule {
  readonly cron: Cron
  readonly lastsMs: number
}

/** Its periods that begin on these days, each day's merged. */
export function cronPeriods(
  { cron, lastsMs }: CronSchedule,
  days: readonly Temporal.PlainDate[],
  timeZone: string,
): readonly Period[] {
  const lasting = (from: number): Period => ({ from, until: from + lastsMs })
  const times = cron.hours.flatMap((hour) =>
    cron.minutes.map((minute) => hour * HOUR_MS + minute * MINUTE_MS),
  )
  const usual = merged(times.map(lasting))
  return days.filter(cron.matchesDay).flatMap((day) => {
    const begins = dayBegins(day, timeZone)
    if (dayBegins(day.add({ days: 1 }), timeZone) - begins === DAY_MS)
      return usual.map(({ from, until }) => ({ from: begins + from, until: begins + until }))
    const change = clockChangeOn(day, timeZone)
    return merged(times.flatMap((ms) => beginningsAt(cron, ms, change)).map(lasting))
  })
}

/** Whether each period runs into the next, on every day. */
export function isEndless({ cron, lastsMs }: CronSchedule): boolean {
  const usual = merged(timesOf(cron).map((from) => ({ from, until: from + lastsMs })))
  const [first] = usual
  return cron.isDaily && usual.length === 1 && first !== undefined && first.until - first.from >= DAY_MS
}

/** Milliseconds after midnight, in order. */
const timesOf = ({ hours, minutes }: Cron): readonly number[] =>
  hours.flatMap((hour) => minutes.map((minute) => hour * HOUR_MS + minute * MINUTE_MS))

/**
 * When it is `ms` after midnight on the day of a clock change: once, and what the change skips as much later as the clocks go
 * forward. An expression that is at work in the hours around goes on by what the clocks show: twice through an hour that comes
 * twice, with nothing made up for one that is skipped.
 */
function beginningsAt(cron: Cron, ms: number, { at, before, after }: ClockChange): readonly number[] {
  const shown = [before + ms, after + ms].filter((time, index) => time < at === (index === 0))
  if (isAtWork(cron, Math.floor(ms / HOUR_MS))) return shown
  return [shown[0] ?? before + ms]
}

function isAtWork({ hours, minutes }: Cron, hour: number): boolean {
  const beside = [hour - 1, hour + 1].filter((other) => hours.includes((other + 24) % 24)).length
  return beside === 2 || (beside === 1 && minutes.length > 1)
}
