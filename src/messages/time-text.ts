interface WallClock {
  readonly date: string
  readonly time: string
  readonly zone: string
}

/** Making one takes longer than the rest of a message; there are as many as policies have zones. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
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
function wallClock(iso: string, timeZone: string): WallClock {
  const parts = formatIn(timeZone).formatToParts(new Date(iso))
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((candidate) => candidate.type === type)?.value ?? ''
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    zone: part('timeZoneName'),
  }
}

/** `15:30 UTC` */
export function clockText(iso: string, timeZone: string): string {
  const { time, zone } = wallClock(iso, timeZone)
  return `${time} ${zone}`
}

/** `2025-10-23 15:30 UTC` */
export function dateText(iso: string, timeZone: string): string {
  return `${wallClock(iso, timeZone).date} ${clockText(iso, timeZone)}`
}

/** `15:30 UTC` on the day of `at`, with its date on any other. */
export function momentText(iso: string, timeZone: string, at: string): string {
  const sameDay = wallClock(iso, timeZone).date === wallClock(at, timeZone).date
  return sameDay ? clockText(iso, timeZone) : dateText(iso, timeZone)
}
