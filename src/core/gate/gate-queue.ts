import type { GateCall, GateOutcome } from '../requests/outcome.ts'

/** As many calls as one transaction takes at most: the store's statements stay within their limits. */
const MOST_CALLS = 200

/**
 * As many transactions are under way at once at most. While one is brought to the disk, the next one is decided on what it
 * committed: the processor and the disk work side by side, and a call seldom waits for a flush that is not its own.
 */
const MOST_UNDER_WAY = 2

/** Turns of the event loop without a call that end the gathering: a transaction costs as much as ten calls in it. */
const QUIET_TURNS = 2

interface Waiting {
  readonly call: GateCall
  readonly resolve: (outcome: GateOutcome) => void
  readonly reject: (error: unknown) => void
}

/**
 * Lets calls that arrive at the same time share a transaction: one transaction a call is too slow for a busy pipeline. It
 * begins when no more calls come in, or when it is full.
 * `nextTurn` resolves when the event loop has taken in what is waiting on its sockets.
 */
export function gateQueue(
  answerAll: (calls: readonly GateCall[]) => Promise<readonly GateOutcome[]>,
  nextTurn: () => Promise<unknown>,
): (call: GateCall) => Promise<GateOutcome> {
  const waiting: Waiting[] = []
  let underWay = 0
  let isGathering = false

  const gather = async (): Promise<void> => {
    for (let quietTurns = 0; quietTurns < QUIET_TURNS && waiting.length < MOST_CALLS;) {
      const before = waiting.length
      await nextTurn()
      quietTurns = waiting.length > before ? 0 : quietTurns + 1
    }
  }

  const drain = async (): Promise<void> => {
    if (isGathering) return
    isGathering = true
    while (waiting.length > 0 && underWay < MOST_UNDER_WAY) {
      await gather()
      underWay += 1
      void answer(waiting.splice(0, MOST_CALLS)).then(() => {
        underWay -= 1
        void drain()
      })
    }
    isGathering = false
  }

  /** Never rejects: each call hears of a failure by itself. */
  const answer = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await answerAll(batch.map(({ call }) => call))
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index]
        if (outcome === undefined) reject(new Error('the gate gave no answer to this call'))
        else resolve(outcome)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject })
      void drain()
    })
}
