import { Temporal } from 'temporal-polyfill'
import { parseCron } from '../../core/kernel/time/cron.ts'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import { nextPeriod, type Schedule, type WeekDay, type YearDay } from '../../core/kernel/time/schedule.ts'
import { isoWeekday, millis, WEEKDAYS } from './fields.ts'
import type { Placed } from './names.ts'
import type { Problem } from './problem.ts'
import type { ScheduledYaml, ScheduleYaml } from './schedule-shape.ts'

/** What recurs sooner than it ends would be one period without end. */
const LONGEST_CRON_MS = 31 * DAY_MS

/** Days that do not exist, and times that end before they begin. `what` is timed: `a freeze`. */
export function scheduleProblems({ yaml, place }: Placed<ScheduleYaml>, what: string): readonly Problem[] {
  const { once, yearly, weekly, cron } = yaml
  if (once !== undefined) {
    const bad = (['from', 'until'] as const).filter((key) => !isDate(once[key].slice(0, 10)))
    if (bad.length > 0) return bad.map((key) => place.at('once', key).problem('there is no such day'))
    if (once.until <= once.from) return [place.at('once', 'until').problem(`${what} ends after it begins`)]
  }
  if (yearly !== undefined) {
    // 2024 has a 29 February.
    const bad = (['from', 'until'] as const).filter((key) => !isDate(`2024-${yearly[key].slice(0, 5)}`))
    if (bad.length > 0) return bad.map((key) => place.at('yearly', key).problem('no year has such a day'))
    if (yearly.from === yearly.until)
      return [place.at('yearly', 'until').problem(`${what} without end is no scheduled one`)]
  }
  if (weekly?.from !== undefined && weekly.from === weekly.until)
    return [place.at('weekly', 'until').problem(`${what} without end is no scheduled one`)]
  if (cron !== undefined && millis(cron.lasts) > LONGEST_CRON_MS)
    return [place.at('cron', 'lasts').problem('longer than 31d; write it as once or yearly')]
  if (cron !== undefined && nextPeriod(scheduleOf({ cron }), 'UTC', 0) === null)
    return [place.at('cron', 'start').problem('no year has such a day')]
  return []
}

function isDate(text: string): boolean {
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

/** What an item of any file of times says; `timeZone` is that of the file. */
export const windowOf = (yaml: ScheduledYaml, timeZone: string) => ({
  name: yaml.name,
  reason: yaml.reason,
  schedule: scheduleOf(yaml),
  timeZone: yaml.time_zone ?? timeZone,
  services: yaml.services ?? null,
})

/** What the schema and `scheduleProblems` have let through. */
function scheduleOf({ once, yearly, weekly, cron }: ScheduleYaml): Schedule {
  if (once !== undefined) return { kind: 'once', ...once }
  if (yearly !== undefined)
    return { kind: 'yearly', from: yearDayOf(yearly.from), until: yearDayOf(yearly.until) }
  if (weekly !== undefined)
    return { kind: 'weekly', from: weekDayOf(weekly.from), until: weekDayOf(weekly.until) }
  const parsed = parseCron(cron?.start ?? '')
  if (cron === undefined || parsed === undefined)
    throw new Error('something without a schedule passed the schema')
  return { kind: 'cron', cron: parsed, lastsMs: millis(cron.lasts) }
}

const yearDayOf = (text: string): YearDay => ({
  month: Number(text.slice(0, 2)),
  day: Number(text.slice(3, 5)),
  time: text.slice(6),
})

function weekDayOf(text: string): WeekDay {
  const [day, time = ''] = text.split(' ')
  const weekday = WEEKDAYS.find((name) => name === day)
  if (weekday === undefined) throw new Error(`${text} passed the schema and has no weekday`)
  return { weekday: isoWeekday(weekday), time }
}
