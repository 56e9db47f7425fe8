import { SECOND_MS } from '../kernel/time/duration.ts'
import { simulate, type WhatIfWorld } from './simulate.ts'
import type { SimulationOutcome } from './simulation.ts'
import type { WhatIfQuestion } from './what-if-question.ts'

/** People wait for it. */
const MOST_MS = 20 * SECOND_MS
/** Each asks a source for a whole window. */
const MOST_AT_ONCE = 2

/** What people may ask of the bot. An answer that the sources do not give in time is refused, as is one too many at once. */
export function whatIfCommands(world: WhatIfWorld) {
  let underWay = 0
  return {
    async simulate(question: WhatIfQuestion): Promise<SimulationOutcome> {
      if (underWay >= MOST_AT_ONCE)
        return { kind: 'refused', why: 'other questions are being worked on: ask again in a moment' }
      underWay += 1
      const limit = AbortSignal.timeout(MOST_MS)
      try {
        return await simulate(world, question, limit)
      } catch (error) {
        if (!limit.aborted) throw error
        return {
          kind: 'refused',
          why: `the sources took longer than ${MOST_MS / SECOND_MS} seconds: \`budgeteer simulate\` waits for as long as they need`,
        }
      } finally {
        underWay -= 1
      }
    },
  }
}
