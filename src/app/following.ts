import type { SignalStore } from '../core/replicas/signals.ts'
import { sentBetween, type Signal } from '../core/replicas/signals.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'

/** Does what each signal asks for. */
export type OnSignal = Readonly<Record<Signal, () => void | Promise<void>>>

/** However the news comes, or if it does not: replicas look at the counts so often. */
const LOOK_MS = SECOND_MS

/** Takes up what other replicas have done since the look before. */
export async function following(signals: Pick<SignalStore, 'counts'>, onSignal: OnSignal): Promise<Chore> {
  let seen = await signals.counts()
  return {
    name: 'replicas',
    everyMs: LOOK_MS,
    timeoutMs: 10 * SECOND_MS,
    run: async () => {
      const counts = await signals.counts()
      const sent = sentBetween(seen, counts)
      for (const signal of sent) await onSignal[signal]()
      seen = counts
    },
  }
}
