import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import type { Sli, Slo } from '../../../src/core/budgets/slo.ts'
import type { Clock } from '../../../src/core/kernel/time/clock.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'

/** An SLO of 99.5 % over 30 days on the source `main`, named for its case. */
export function sloOf(name: string, sli: Sli, windowMs = 30 * DAY_MS): Slo {
  const objective = parseObjective('99.5')
  if (objective === undefined) throw new Error('99.5 is an objective')
  return { service: 'checkout', name, title: name, objective, window: rolling(windowMs), sli }
}

/** The time of the machine, without waiting between attempts; keeps what it was asked to sleep. */
export function restlessClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = []
  return {
    slept,
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      await Promise.resolve()
    },
  }
}
