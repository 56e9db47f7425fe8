/** A moment on the clock of a zone. */
export interface WallTime {
  /** `Fri` */
  readonly weekday: string
  /** `2026-11-20` */
  readonly date: string
  /** `18:00` */
  readonly time: string
  /** `GMT+1` */
  readonly zone: string
}

/** Making one takes longer than the rest of a message; there are as many as policies have zones. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
  formats.set(timeZone, format)
  return format
}

/** Throws a RangeError for a time or a zone that is none. */
export function wallTime(ms: number, timeZone: string): WallTime {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  return {
    weekday: part('weekday'),
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    zone: part('timeZoneName'),
  }
}

/** For plain text: `Fri 2026-11-20 18:00 GMT+1`. Throws a RangeError for a time or a zone that is none. */
export function wallTimeText(ms: number, timeZone: string): string {
  const { weekday, date, time, zone } = wallTime(ms, timeZone)
  return `${weekday} ${date} ${time} ${zone}`
}
