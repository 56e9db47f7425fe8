/** One entry of a calendar feed. Times are epoch milliseconds; `allDay` dates are days such as `2026-12-24`, both included. */
export interface CalendarEvent {
  /** Stays the same for the same thing, so that programs update what they have. */
  readonly uid: string
  readonly summary: string
  readonly description: string
  readonly when:
    | { readonly from: number; readonly until: number }
    | { readonly firstDay: string; readonly dayAfter: string }
}

const MOST_OCTETS = 75

/** A feed in iCalendar form (RFC 5545): times in UTC, lines folded at 75 octets and ended with CRLF. */
export function iCalendar(name: string, events: readonly CalendarEvent[], stampedAt: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Budgeteer//Deployments//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapedText(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${escapedText(event.uid)}`,
      `DTSTAMP:${utcTime(stampedAt)}`,
      ...timesOf(event.when),
      `SUMMARY:${escapedText(event.summary)}`,
      ...(event.description === '' ? [] : [`DESCRIPTION:${escapedText(event.description)}`]),
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function timesOf(when: CalendarEvent['when']): readonly string[] {
  if ('from' in when) return [`DTSTART:${utcTime(when.from)}`, `DTEND:${utcTime(when.until)}`]
  const date = (day: string): string => day.replaceAll('-', '')
  return [`DTSTART;VALUE=DATE:${date(when.firstDay)}`, `DTEND;VALUE=DATE:${date(when.dayAfter)}`]
}

const utcTime = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')

/** Backslash, semicolon, comma and line breaks are written with a backslash; other control characters have no place. */
const escapedText = (text: string): string =>
  text
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')

/** Continued on lines that begin with a space, never within a character. */
function folded(line: string): string {
  const pieces: string[] = []
  let piece = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > MOST_OCTETS) {
      pieces.push(piece)
      piece = ' '
      octets = 1
    }
    piece += character
    octets += size
  }
  return [...pieces, piece].join('\r\n')
}
