import { formatDuration, parseDuration } from '../../core/kernel/time/duration.ts'
import { found } from '../reading/found.ts'
import type { SloYaml } from '../services/service-shape.ts'
import type { ForeignFields } from './foreign-fields.ts'
import type { ForeignDefaults } from './foreign-slo.ts'

type WindowYaml = SloYaml['window']
type Unit = 'm' | 'h' | 'd' | 'w' | 'M' | 'Q' | 'Y'

/** What OpenSLO writes `1M`, and `unit: Month, count: 1` in v1alpha. */
export interface Span {
  readonly count: number
  readonly unit: Unit | 's'
  /** As written. */
  readonly text: string
}

const ALLOWED = 'a duration such as 30d, 4w or 1M'

/** A duration of OpenSLO v1. Its `m` is a minute and its `M` a month. */
export function spanAt(fields: ForeignFields, key: string): Span | undefined {
  if (!fields.has(key)) return fields.refuse(key, `missing; allowed: ${ALLOWED}`)
  const text = fields.text(key)
  if (text === undefined) return undefined
  const match = /^([1-9]\d{0,6})([mhdwMQY])$/.exec(text)
  if (match === null) return fields.refuse(key, `found ${found(text, key)}; allowed: ${ALLOWED}`)
  return { count: Number(match[1]), unit: match[2] as Unit, text }
}

/** Milliseconds of a slice; a bare number counts minutes. */
export function sliceAt(fields: ForeignFields, key: string): string | undefined {
  const text = fields.text(key)
  if (text === undefined) return undefined
  const slice = /^\d+$/.test(text) ? `${text}m` : text
  const ms = /[MQY]$/.test(slice) ? undefined : parseDuration(slice)
  if (ms !== undefined && ms > 0) return formatDuration(ms)
  return fields.refuse(key, `found ${found(text, key)}; allowed: a duration such as 5m, or minutes`)
}

/** The one window of `timeWindow` or `timeWindows`. */
export function windowAt(
  spec: ForeignFields,
  key: string,
  spanOf: (window: ForeignFields) => Span | undefined,
  defaults: ForeignDefaults,
): WindowYaml | undefined {
  const windows = spec.list(key)
  if (windows === undefined && spec.has(key)) return undefined
  const [window, ...more] = windows ?? []
  if (window === undefined && defaults.window !== undefined) {
    spec.say('assumed', key, `window: ${defaults.window}, as told`)
    return defaults.window
  }
  if (window === undefined)
    return spec.refuse(
      key,
      'missing; OpenSLO defines no default: write the window that is meant, or say it with `window`',
    )
  if (more.length > 0) return spec.refuse(key, `found ${more.length + 1} windows; allowed: exactly one`)
  const span = spanOf(window)
  const rolls = window.flag('isRolling')
  const calendar = window.mapping('calendar')
  const read =
    span === undefined
      ? undefined
      : calendar === undefined
        ? rollingWindow(window, span, rolls, defaults)
        : calendarWindow(window, span, calendar, rolls)
  window.unread('OpenSLO')
  if (read !== undefined) spec.carry(key, `window: ${JSON.stringify(read).replaceAll('"', '')}`)
  return read
}

function rollingWindow(
  window: ForeignFields,
  { count, unit, text }: Span,
  rolls: boolean | undefined,
  defaults: ForeignDefaults,
): WindowYaml | undefined {
  if (rolls === false)
    return window.refuse('isRolling', 'a window that does not roll needs calendar: startTime and timeZone')
  if (rolls === undefined)
    window.say('doubtful', 'isRolling', 'neither isRolling nor calendar is said; taken for a rolling window')
  const isMonth = unit === 'M' && count === 1
  if (isMonth && defaults.window !== undefined) {
    window.sayOfAll('assumed', `window: ${defaults.window}, as told, for a month that rolls`)
    return defaults.window
  }
  if (unit === 'M' || unit === 'Q' || unit === 'Y')
    return window.refuseAll(
      `a rolling window of ${text} has no fixed length: write days such as 30d, or a calendar window${isMonth ? ', or say the days with `window`' : ''}`,
    )
  if (unit === 'm')
    return window.refuseAll(
      `${text} counts minutes in OpenSLO, where M is a month; write 30d for a month that rolls`,
    )
  return `${count}${unit}`
}

const CALENDARS: Readonly<Record<string, 'week' | 'month' | 'quarter' | 'year'>> = {
  '1w': 'week',
  '7d': 'week',
  '1M': 'month',
  '1Q': 'quarter',
  '3M': 'quarter',
  '1Y': 'year',
  '4Q': 'year',
  '12M': 'year',
}

function calendarWindow(
  window: ForeignFields,
  { count, unit, text }: Span,
  calendar: ForeignFields,
  rolls: boolean | undefined,
): WindowYaml | undefined {
  if (rolls === true)
    return window.refuse('isRolling', 'a window either rolls or has a calendar; take one away')
  const start = calendar.required('startTime')
  const zone = calendar.required('timeZone')
  calendar.unread('OpenSLO')
  // A minute is no period of a calendar, and so no other reading is left.
  const isMonth = unit === 'm' && count === 1
  if (isMonth)
    window.sayOfAll(
      'doubtful',
      `${text} counts minutes in OpenSLO, where M is a month; taken for 1M, a month`,
    )
  const period = isMonth ? 'month' : CALENDARS[`${count}${unit}`]
  if (period === undefined)
    return window.refuseAll(`a calendar window of ${text}; allowed: one week, month, quarter or year`)
  if (start === undefined || zone === undefined) return undefined
  if (!begins(period, start))
    return calendar.refuse(
      'startTime',
      `found ${found(start, 'startTime')}; Budgeteer’s ${period} begins ${BEGINNINGS[period]}, at 00:00:00`,
    )
  return { calendar: period, time_zone: zone }
}

const BEGINNINGS = {
  week: 'on a Monday',
  month: 'on the first of a month',
  quarter: 'on the first of January, April, July or October',
  year: 'on the first of January',
}

/** Whether a period of ours begins at that wall-clock time. */
function begins(period: keyof typeof BEGINNINGS, start: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(start)
  if (match === null) return false
  const day = new Date(`${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}T00:00:00Z`)
  if (Number.isNaN(day.getTime())) return false
  if (period === 'week') return day.getUTCDay() === 1
  if (day.getUTCDate() !== 1) return false
  return period === 'month' || day.getUTCMonth() % (period === 'quarter' ? 3 : 12) === 0
}
