/** What a shell sees. Pipelines depend on these. */
export const EXIT = {
  good: 0,
  error: 1,
  usage: 2,
  denied: 3,
  waiting: 4,
  /** By Ctrl-C, as shells count it. */
  interrupted: 130,
} as const
