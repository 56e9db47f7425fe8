/** Where the time comes from. Bot, schedules, embedded workspace and tests share one, so that a day can pass at once. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves when `ms` have passed on this clock; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Where opaque ids come from: lower-case letters and digits, unguessable, short enough to type. */
export interface Ids {
  next(prefix: string): string
}
