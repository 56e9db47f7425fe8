const day = 86_400_000

/** What the reader's place makes of a date: "now" for `ago` and for today and yesterday, and where they are. */
export interface DatePlace {
  readonly nowMs: number
  readonly timeZone?: string
  readonly locale?: string
}

/** The text of `<!date^unixSeconds^format|…>`; tokens that Slack does not have stay as they were written. */
export function slackDate(unixSeconds: number, format: string, place: DatePlace): string {
  const at = new Date(unixSeconds * 1000)
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => tokenText(token, at, place) ?? whole)
}

function tokenText(token: string, at: Date, place: DatePlace): string | null {
  const format = (options: Intl.DateTimeFormatOptions) => dateText(at, options, place)
  switch (token) {
    case 'date_num':
      return new Intl.DateTimeFormat('en-CA', zone({}, place)).format(at)
    case 'date':
      return format({ year: 'numeric', month: 'long', day: 'numeric' })
    case 'date_short':
      return format({ year: 'numeric', month: 'short', day: 'numeric' })
    case 'date_long':
      return format({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })
    case 'date_pretty':
    case 'date_short_pretty':
    case 'date_long_pretty':
      return nearDay(at, place)?.toLowerCase() ?? tokenText(token.replace('_pretty', ''), at, place)
    case 'time':
      return clockTime(at, place)
    case 'time_secs':
      return format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
    case 'ago':
      return agoText(at.getTime() - place.nowMs, place)
    default:
      return null
  }
}

export function clockTime(at: Date, place: DatePlace): string {
  return dateText(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, place)
}

/** The heading above a day's messages: "Today", "Yesterday", or the date. */
export function dayLabel(at: Date, place: DatePlace): string {
  return nearDay(at, place) ?? dateText(at, { weekday: 'long', month: 'long', day: 'numeric' }, place)
}

/** Equal for two times of one day at the reader's place. */
export function dayKey(at: Date, place: DatePlace): string {
  return new Intl.DateTimeFormat('en-CA', zone({}, place)).format(at)
}

function nearDay(at: Date, place: DatePlace): string | null {
  const key = dayKey(at, place)
  if (key === dayKey(new Date(place.nowMs), place)) return 'Today'
  if (key === dayKey(new Date(place.nowMs - day), place)) return 'Yesterday'
  if (key === dayKey(new Date(place.nowMs + day), place)) return 'Tomorrow'
  return null
}

function agoText(differenceMs: number, place: DatePlace): string {
  const relative = new Intl.RelativeTimeFormat(place.locale ?? 'en-GB', { numeric: 'auto' })
  const minutes = Math.round(differenceMs / 60_000)
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute')
  if (Math.abs(minutes) < 48 * 60) return relative.format(Math.round(minutes / 60), 'hour')
  return relative.format(Math.round(differenceMs / day), 'day')
}

function dateText(at: Date, options: Intl.DateTimeFormatOptions, place: DatePlace): string {
  return new Intl.DateTimeFormat(place.locale ?? 'en-GB', zone(options, place)).format(at)
}

function zone(options: Intl.DateTimeFormatOptions, place: DatePlace): Intl.DateTimeFormatOptions {
  return place.timeZone === undefined ? options : { ...options, timeZone: place.timeZone }
}
