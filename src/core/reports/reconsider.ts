import type { MissedShare } from './period-figures.ts'
import type { Reconsider } from './report.ts'

/** Missed less often than this, an objective asks for too little. */
const RARELY = 0.01
/** A calm quarter says little; a quarter without one good hour says enough. */
const DAYS_FOR_LOOSE = 365

/** Null for an objective that is missed now and then, as it should be. */
export function reconsider({ ratio, days }: MissedShare): Reconsider | null {
  if (ratio === 1) return { kind: 'too-tight', missedRatio: ratio, days }
  return ratio < RARELY && days >= DAYS_FOR_LOOSE ? { kind: 'too-loose', missedRatio: ratio, days } : null
}
