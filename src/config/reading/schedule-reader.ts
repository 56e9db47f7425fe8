import { Temporal } from 'temporal-polyfill'
import { parseCron } from '../../core/kernel/time/cron.ts'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import {
  nextPeriod,
  periodsBetween,
  type Schedule,
  type WeekDay,
  type YearDay,
} from '../../core/kernel/time/schedule.ts'
import { isoWeekday, millis, WEEKDAYS } from './fields.ts'
import type { Placed } from './names.ts'
import type { Problem } from './problem.ts'
import type { ScheduledYaml, ScheduleYaml } from './schedule-shape.ts'

/** Longer ones are easier to read as dates. */
const LONGEST_CRON_MS = 31 * DAY_MS
const YEAR_MS = 365 * DAY_MS

/** Days and times that do not exist, and times that end before they begin. `what` is timed: `a freeze`; `ofFile` is a zone. */
export function scheduleProblems(
  { yaml, place }: Placed<Pick<ScheduledYaml, keyof ScheduleYaml | 'time_zone'>>,
  what: string,
  ofFile: string,
): readonly Problem[] {
  const { once, yearly, weekly, cron, time_zone: timeZone = ofFile } = yaml
  if (once !== undefined) {
    const bad = (['from', 'until'] as const).filter((key) => !isDate(once[key].slice(0, 10)))
    if (bad.length > 0) return bad.map((key) => place.at('once', key).problem('there is no such day'))
    if (once.until <= once.from) return [place.at('once', 'until').problem(`${what} ends after it begins`)]
    const [from, until] = [Date.parse(`${once.from}Z`) - DAY_MS, Date.parse(`${once.until}Z`) + DAY_MS]
    if (periodsBetween(scheduleOf({ once }), timeZone, from, until).length === 0)
      return [place.at('once').problem(`a clock change of ${timeZone} skips all of it`)]
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
  if (cron !== undefined) {
    const first = nextPeriod(scheduleOf({ cron }), 'UTC', 0)
    if (first === null) return [place.at('cron', 'start').problem('no year has such a day')]
    if (first.until - first.from >= YEAR_MS)
      return [
        place.at('cron', 'lasts').problem('it comes again before it ends, and so never ends', 'warning'),
      ]
  }
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
