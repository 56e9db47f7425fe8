/** Milliseconds. What is waited is between half of a pause and all of it, so that many pipelines do not ask in step. */
export const PAUSES = {
  /** Between two tries of one question; doubled each time. */
  firstRetryMs: 500,
  longestRetryMs: 30_000,
  /** Between two questions of `--wait`; half as long again each time. */
  firstPollMs: 2_000,
  longestPollMs: 15_000,
} as const

/** What counts where a flag is not given, or given without its value. */
export const DEFAULTS = { wait: '30m', timeout: '15s', retries: '5' } as const
