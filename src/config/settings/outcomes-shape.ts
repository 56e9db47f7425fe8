import { DAY_MS, HOUR_MS, parseDuration } from '../../core/kernel/time/duration.ts'
import { duration, mapping } from '../reading/fields.ts'

const AFTER = 'a duration from 1h to 7d, such as 24h'

function isInRange(text: string): boolean {
  const ms = parseDuration(text)
  return ms !== undefined && ms >= HOUR_MS && ms <= 7 * DAY_MS
}

/** What became of exceptions, overrides and silver bullets. */
export const outcomes = mapping({
  after: duration
    .refine(isInRange, { error: AFTER })
    .optional()
    .describe(
      'How long after a deployment its thread is told, and what was spent is looked at. Default: 24h.',
    ),
}).describe('What became of exceptions, overrides and silver bullets, told in their threads.')
