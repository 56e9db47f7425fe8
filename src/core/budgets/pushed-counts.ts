/** Counts of events that were pushed to Budgeteer (seed 001's `record_sli`). */
export interface PushedCount {
  readonly service: string
  readonly slo: string
  /** Events since the last push, not a running total. */
  readonly good: number
  readonly total: number
  /** When the events happened, in epoch milliseconds. */
  readonly at: number
  /** Makes a repeated push harmless: the same key is counted once. */
  readonly key?: string
}

export interface CountSum {
  readonly good: number
  readonly total: number
}

/** What was counted in the hour that ends at `endsAt` (epoch milliseconds). */
export interface HourCount extends CountSum {
  readonly endsAt: number
}

/** Port: the store of pushed counts: deltas per minute that age into hours and days, so that late counts stay cheap. */
export interface PushedCountStore {
  /** Adds counts, skipping keys seen before; answers how many were new and how many repeated. */
  add(counts: readonly PushedCount[]): Promise<{ readonly added: number; readonly repeated: number }>
  /** The sum of what happened in `(from, to]`, to the minute; undefined when nothing was pushed in that time. */
  sum(service: string, slo: string, from: number, to: number): Promise<CountSum | undefined>
  /** The whole hours that end in `(from, to]` and hold counts, oldest first. Hours are kept for up to 100 days. */
  hours(service: string, slo: string, from: number, to: number): Promise<readonly HourCount[]>
  /** When the first count that is still kept happened. */
  firstAt(service: string, slo: string): Promise<number | undefined>
  /** The newest times up to `to` for which there are counts, to the minute as long as minutes are kept, the newest first. */
  newestTimes(service: string, slo: string, to: number, most: number): Promise<readonly number[]>
  /** Forgets minutes, then hours, as they age, keys after a week, and everything after `keptMs` (default: 400 days). */
  thin(now: number, keptMs?: number): Promise<void>
}
