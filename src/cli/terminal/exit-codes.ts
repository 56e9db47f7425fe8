/** What a shell sees. Pipelines depend on these; those of the gate stand in gate-client/description/exit-codes.ts. */
export const EXIT = {
  good: 0,
  error: 1,
  usage: 2,
  /** By Ctrl-C, as shells count it. */
  interrupted: 130,
} as const
