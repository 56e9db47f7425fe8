import type { Service } from '../budgets/slo.ts'
import type { Policy } from '../policy/policy.ts'
import type { Transition } from '../policy/status.ts'
import type { Ids } from '../kernel/time/clock.ts'
import type { ActionContext } from './action-list.ts'

export interface StartContext extends ActionContext {
  readonly ids: Ids
  /** Further channels, notified where a policy says `teams`. */
  readonly teams?: readonly string[]
}

/** A level that has begun. */
export interface LevelStart {
  readonly transition: Transition
  readonly service: Service
  readonly policy: Policy
  /** The message whose thread is the level's; null when it was not announced. */
  readonly thread: string | null
  /** As messages carry it. */
  readonly young: string | null
  /** It was announced in a digest, which other channels get as well. */
  readonly isDigested: boolean
  /** The thread may take the policy's ways back. */
  readonly isHelped: boolean
}
