import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../core/kernel/time/clock.ts'

/** The longest wait that Node's timers take in one go; a longer one is waited in steps. */
const LONGEST_TIMER_MS = 2_147_483_647

/** The machine's clock. Its sleeps keep no process alive on their own. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    for (let left = ms; left > 0; left -= LONGEST_TIMER_MS) {
      await sleep(Math.min(left, LONGEST_TIMER_MS), undefined, { ref: false, ...(signal && { signal }) })
    }
  },
}

/** The time since the process began, which a step of the machine's clock does not move: for waits. */
export const monotonicClock: Clock = { ...systemClock, now: () => performance.now() }
