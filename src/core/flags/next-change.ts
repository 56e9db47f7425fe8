import { HOUR_MS } from '../kernel/time/duration.ts'
import { pauseMs } from '../kernel/outbox/retry.ts'
import type { FlagChange } from './flag-change.ts'
import { type FlagFault, type FlagMode, type FlagState, isSameSetting } from './flag-provider.ts'

/** A step that could not be taken for so long is given up: whoever waited for it has helped themselves, or the burn is over. */
const GIVE_UP_AFTER_MS = HOUR_MS

/** A step that has been owed for too long, as after a long absence of the bot. */
export const isTooLate = ({ owedAt }: FlagChange, now: number): boolean => now - owedAt >= GIVE_UP_AFTER_MS

/** What is to become of a flag that a notice wants off, now that it is known how it is set. */
export function decided(change: FlagChange, found: FlagState, mode: FlagMode, now: number): FlagChange {
  const known = { ...change, mode, before: found, owedAt: now, notBefore: now, attempts: 0, error: null }
  if (!found.isOn) return { ...known, state: 'was-off', after: found }
  return { ...known, state: mode === 'dry' ? 'dry' : 'turning-off' }
}

/** What a flag that is owed a step is found to need. */
export type Needed =
  /** Nothing more: the change as it has ended. */
  | { readonly kind: 'nothing'; readonly change: FlagChange }
  | { readonly kind: 'turn-off'; readonly change: FlagChange }
  | { readonly kind: 'put-back'; readonly change: FlagChange; readonly setting: FlagState['setting'] }

/**
 * Looks before a step, because a try before may have arrived although its answer was lost. A flag that somebody has changed in
 * between is left as they set it.
 *
 * @param tried how often the step was tried before
 * @param mode of now: whoever has made a provider dry since, or put the service into shadow, wants nothing more switched off
 */
export function needed(change: FlagChange, found: FlagState, tried: number, mode: FlagMode): Needed {
  const { before, after } = change
  const nothing = (ended: Partial<FlagChange>): Needed => ({
    kind: 'nothing',
    change: { ...change, error: null, ...ended },
  })
  if (change.state === 'turning-off') {
    if (!found.isOn) return nothing({ state: 'off', after: found })
    if (tried > 0 && before !== null && found.mark !== before.mark)
      return nothing({ state: 'left', after: found })
    if (mode === 'dry') return nothing({ state: 'dry', mode })
    return { kind: 'turn-off', change: { ...change, before: found } }
  }
  if (before === null || isSameSetting(found, before)) return nothing({ state: 'restored', after: found })
  if (!change.anyway && found.mark !== after?.mark)
    return nothing({ state: 'left', after: found, error: null })
  return { kind: 'put-back', change, setting: before.setting }
}

/** After a change that the provider took. */
export const changed = (change: FlagChange, now: FlagState): FlagChange => ({
  ...change,
  state: change.state === 'turning-off' ? 'off' : 'restored',
  after: now,
  error: null,
})

/** After a try that failed: later once more, or given up. A flag that could not be put back is still off. */
export function faulted(change: FlagChange, fault: FlagFault, now: number): FlagChange {
  const { error } = fault
  if (fault.kind === 'passing' && !isTooLate(change, now))
    return { ...change, error, notBefore: now + pauseMs(change.attempts, fault.retryAfterMs) }
  return { ...change, error, state: change.state === 'putting-back' ? 'off' : 'failed' }
}
