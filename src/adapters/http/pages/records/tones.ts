import type { Standing } from '../../../../core/requests/standing.ts'
import type { RolloutState } from '../../../../core/rollouts/rollout.ts'

/** A colour of the style, and the words that say the same. */
export interface Tone {
  readonly tone: 'good' | 'fair' | 'poor' | 'bad' | 'unknown'
  readonly words: string
}

export const REQUEST_TONES: Readonly<Record<Standing, Tone>> = {
  open: { tone: 'fair', words: 'open' },
  granted: { tone: 'good', words: 'granted' },
  used: { tone: 'good', words: 'used' },
  lapsed: { tone: 'unknown', words: 'expired unused' },
  superseded: { tone: 'unknown', words: 'superseded' },
  rejected: { tone: 'bad', words: 'rejected' },
  cancelled: { tone: 'unknown', words: 'withdrawn' },
  expired: { tone: 'unknown', words: 'expired' },
  voided: { tone: 'bad', words: 'voided' },
}

export const ROLLOUT_TONES: Readonly<Record<RolloutState, Tone>> = {
  running: { tone: 'fair', words: 'running' },
  held: { tone: 'poor', words: 'held' },
  finished: { tone: 'good', words: 'finished' },
  failed: { tone: 'bad', words: 'failed' },
  rolled_back: { tone: 'bad', words: 'rolled back' },
}

/** Of something that goes on or is over. */
export const goesOn = (endedAt: number | null, words = 'goes on'): Tone =>
  endedAt === null ? { tone: 'bad', words } : { tone: 'unknown', words: 'over' }
