/** Longest texts that a request or a plan may bring, in characters. */
export const LIMITS = { revision: 200, summary: 500, answer: 3_000 } as const
