import type { WeeklyWindow } from './deploy-hours.ts'
import { weekdayTitle } from './meeting-words.ts'

const EVERY_DAY = 7

/** `Monday to Friday 18:00-09:00, Saturday 00:00-24:00 UTC`; null where there are no such hours. */
export function hoursInWords(windows: readonly WeeklyWindow[], timeZone: string): string | null {
  if (windows.length === 0) return null
  return `${windows.map(({ days, from, to }) => `${daysInWords(days)}${from}-${to}`).join(', ')} ${timeZone}`
}

function daysInWords(days: readonly number[]): string {
  const sorted = days.toSorted()
  if (sorted.length === EVERY_DAY) return ''
  const [first = 1] = sorted
  const isRow = sorted.length > 2 && sorted.every((day, index) => day === first + index)
  const named = isRow
    ? [`${weekdayTitle(first)} to ${weekdayTitle(sorted.at(-1) ?? first)}`]
    : sorted.map(weekdayTitle)
  return `${named.join(', ')} `
}
