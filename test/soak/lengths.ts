/** How long the tests of this folder last: `full` by `npm run soak`, otherwise `short`, as in continuous integration. */
const IS_FULL = process.env['BUDGETEER_SOAK'] === 'full'
const length = (short: number, full: number): number => (IS_FULL ? full : short)

/** Of the soak: everything at once, with faults. */
export const SOAK_MS = length(2 * 60_000, 20 * 60_000)

/** Of the replicas whose leader is killed again and again. */
export const REPLICAS_MS = length(60_000, 5 * 60_000)

/** Cases of all fuzz tests together. */
export const FUZZ_CASES = length(10_000, 100_000)
