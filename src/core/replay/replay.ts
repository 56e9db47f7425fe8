import type { Words } from '../kernel/prompt.ts'
import type { LevelTime, PolicyBacktest } from '../backtest/backtest.ts'

/** What a policy would have made of what the bot recorded, beside what happened. Times are epoch milliseconds. */
export interface Replay {
  readonly from: number
  readonly until: number
  /** Looks that were recorded and played. */
  readonly looks: number
  /** Over which the policy asks for burn rates or spending that no reading on record tells: such conditions never hold here. */
  readonly unknownLookbacksMs: readonly number[]
  readonly services: readonly ServiceReplay[]
}

export interface ServiceReplay {
  readonly service: string
  readonly title: string
  /** That was played. */
  readonly policy: PolicyBacktest['services'][number]['policy']
  readonly announcements: Both<readonly LevelChange[]>
  /** Best first, as the policy that was played has them. */
  readonly levels: readonly LevelTime[]
  readonly deployments: readonly ReplayedDeployment[]
  /** How many signatures each role would have been asked for, over all deployments; most first. */
  readonly seats: readonly ({ readonly role: string; readonly title: string } & Both<number>)[]
}

/** What happened, and what would have happened. */
export interface Both<Value> {
  readonly then: Value
  readonly replayed: Value
}

/** A change of level that was announced, or would have been. */
export interface LevelChange {
  readonly at: number
  readonly from: string
  readonly to: string
  /** Of the SLO that decided; null where nothing was measured. */
  readonly remainingRatio: number | null
}

/**
 * `free` asks nobody, or those who signed are enough; `asks` waits for further people; `blocked` ships by no signature. A change
 * type that the policy does not name is `unnamed`.
 */
export type Fate = 'free' | 'asks' | 'blocked' | 'unnamed'

/** One revision of one service that somebody wished to ship, however often they asked. */
export interface ReplayedDeployment extends Both<Fate> {
  readonly change: string
  readonly revision: string | null
  readonly environment: string
  /** When it was asked for last. */
  readonly at: number
  /** What the policy says of it, in a sentence; null where it does not name the change type. */
  readonly explanation: Words | null
}
