import { BURN_LOOKBACKS } from '../src/core/budgets/reading.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/core/kernel/time/duration.ts'

export const WINDOW_MS = 30 * DAY_MS

/** The window, the lookbacks of each reading, and those of the Workbook's burn rules. */
export const EIGHT_LOOKBACKS_MS = [
  WINDOW_MS,
  ...Object.values(BURN_LOOKBACKS),
  2 * HOUR_MS,
  30 * MINUTE_MS,
] as const
