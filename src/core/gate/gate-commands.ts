import type { GateAnswer, GateCall } from '../requests/outcome.ts'
import type { GateRequestWorld } from '../requests/request-world.ts'
import { askGate } from './ask-gate.ts'
import { gateQueue } from './gate-queue.ts'

export interface GateWorld extends GateRequestWorld {
  /** Resolves when the event loop has taken in what is waiting on its sockets. */
  readonly nextTurn: () => Promise<unknown>
  /** Hears each answer that counts, for the metrics. */
  readonly onAnswer: (answer: GateAnswer) => void
}

/** The gate. Calls made in the same tick share one transaction. */
export function gateCommands(world: GateWorld) {
  const queue = gateQueue((calls) => askGate(world, calls), world.nextTurn)
  return {
    ask: async (call: GateCall) => {
      const outcome = await queue(call)
      if (outcome.kind === 'answered' && !call.dryRun) world.onAnswer(outcome.answer)
      return outcome
    },
  }
}
