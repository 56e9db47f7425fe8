/** Where a row stands among rows that are sorted by time and then by id. */
export interface Place {
  /** Epoch milliseconds. */
  readonly at: number
  readonly id: string
}

/** A part of a long list, newest first. `next` is the place of its last row; null when no older ones follow. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next: Place | null
}

/** What part of a list is wanted: at most `limit` rows older than `before`, or the newest. */
export interface PageOf {
  readonly before: Place | null
  readonly limit: number
}

/** The first `limit` of rows that are sorted newest first, of which one more was looked for. */
export function pageOf<Row>(found: readonly Row[], limit: number, placeOf: (row: Row) => Place): Page<Row> {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return { rows, next: last === undefined || found.length <= limit ? null : placeOf(last) }
}

/** Newest first; of one time, the greater id. */
export const newestFirst = (one: Place, other: Place): number =>
  other.at - one.at || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0)

/** As addresses have it: `1764431100000.r-7k2m9xqpv4`. */
export const placeText = ({ at, id }: Place): string => `${at}.${id}`

/** Undefined for what is no place. */
export function placeFrom(text: string): Place | undefined {
  const [, at = '', id = ''] = /^(\d{1,15})\.(.{1,200})$/s.exec(text) ?? []
  return at === '' ? undefined : { at: Number(at), id }
}
