import { DAY_MS, HOUR_MS } from '../../core/kernel/time/duration.ts'
import type { Period } from '../../core/kernel/time/period.ts'
import { dayBegins, dayIn } from '../../core/kernel/time/wall-clock.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export interface Tick {
  readonly at: number
  readonly text: string
}

/** `23 Oct`, on the clock of a zone. */
export function dayText(at: number, timeZone: string): string {
  const { day, month } = dayIn(at, timeZone)
  return `${day} ${MONTHS[month - 1] ?? ''}`
}

const DAYS_APART = [1, 2, 3, 5, 7, 14, 28, 56, 91]

/** Where days begin on the clock of a zone, at most `most` of them; the hours of a day or two. */
export function timeTicks({ from, until }: Period, timeZone: string, most: number): readonly Tick[] {
  const days = (until - from) / DAY_MS
  if (days <= most / 2) return hourTicks({ from, until }, timeZone, most)
  const apart = DAYS_APART.find((count) => days / count <= most) ?? Math.ceil(days / most)
  const ticks: Tick[] = []
  for (let day = dayIn(from, timeZone).add({ days: 1 }); ; day = day.add({ days: apart })) {
    const at = dayBegins(day, timeZone)
    if (at >= until) return ticks
    ticks.push({ at, text: dayText(at, timeZone) })
  }
}

const HOURS_APART = [1, 2, 3, 6, 12]

function hourTicks({ from, until }: Period, timeZone: string, most: number): readonly Tick[] {
  const hours = (until - from) / HOUR_MS
  const apart = HOURS_APART.find((count) => hours / count <= most) ?? 24
  const ticks: Tick[] = []
  for (let day = dayIn(from, timeZone); ; day = day.add({ days: 1 })) {
    const begins = dayBegins(day, timeZone)
    if (begins >= until) return ticks
    for (let hour = 0; hour < 24; hour += apart) {
      const at = begins + hour * HOUR_MS
      if (at < from || at >= until) continue
      ticks.push({ at, text: hour === 0 ? dayText(at, timeZone) : `${hour}:00` })
    }
  }
}
