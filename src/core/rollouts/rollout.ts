import type { MessageContent } from '../kernel/outbox/owed-message.ts'
import type { Page, PageOf } from '../kernel/paging.ts'
import type { DecidedSeat } from '../policy/decision.ts'
import type { RolloutPlan, RolloutStage } from '../policy/rollout-plan.ts'
import { ANY_ROLE } from '../policy/rollout-plan.ts'
import { type Approver, filledSeats } from '../policy/seats.ts'

/** `finished`, `failed` and `rolled_back` are ends. */
export const ROLLOUT_STATES = ['running', 'held', 'finished', 'failed', 'rolled_back'] as const
export type RolloutState = (typeof ROLLOUT_STATES)[number]

export const HOLD_CAUSES = ['person', 'level', 'burn'] as const

export interface RolloutHold {
  readonly cause: (typeof HOLD_CAUSES)[number]
  /** Slack user id, `token:<name>` or `budgeteer`. */
  readonly by: string
  /** The role in which a person held it: whoever holds it may lift the hold. Null for the requester's own, and for the bot's. */
  readonly as: string | null
  readonly at: number
  readonly reason: string
}

/** A deployment on its way out, stage by stage. Times are epoch milliseconds. */
export interface Rollout {
  readonly id: string
  /** Null for one that a pipeline reported and that needed no request. */
  readonly requestId: string | null
  readonly service: string
  readonly revision: string
  readonly environment: string
  /** Who asked for the deployment, or reported it: a Slack user id or `token:<name>`. Never signs off. */
  readonly requestedBy: string
  readonly startedBy: string
  readonly startedAt: number
  /** The level whose plan it follows. */
  readonly level: string
  readonly plan: RolloutPlan
  readonly state: RolloutState
  /** Index of the stage that it has reached; -1 before the first one. */
  readonly stage: number
  readonly stageAt: number
  readonly hold: RolloutHold | null
  /** Who signed for the next stage. */
  readonly signedBy: readonly { readonly userId: string; readonly at: number }[]
  /** That the wait of this stage is over was told. */
  readonly isWaitTold: boolean
  /** Somebody resumed it although the budget burns too fast; it is not held again until that has ended once. */
  readonly isBurnAccepted: boolean
  readonly endedAt: number | null
  /** Share of the budget that was spent from its start to its end, by SLO; null where it could not be measured. */
  readonly costs: readonly RolloutCost[]
  /** Idempotency keys of the reports that it took. */
  readonly reports: readonly string[]
  /** The message that has the buttons now; the ones before it have none. Null before the first. */
  readonly card: { readonly subject: string; readonly content: MessageContent } | null
}

export interface RolloutCost {
  readonly slo: string
  readonly costRatio: number | null
  /** The same in seconds of full outage. */
  readonly outageSeconds: number | null
}

export interface RolloutFilter {
  readonly service?: string
  readonly limit: number
}

/** Port: rollouts. Lists are newest first. */
export interface RolloutStore {
  save(rollout: Rollout): Promise<void>
  byId(id: string): Promise<Rollout | undefined>
  ofRequest(requestId: string): Promise<Rollout | undefined>
  /** The newest one of this revision. */
  ofRevision(service: string, revision: string, environment: string): Promise<Rollout | undefined>
  /** Those of a service, or of all when undefined, that started in `(from, until]`. */
  startedDuring(service: string | undefined, from: number, until: number): Promise<readonly Rollout[]>
  /** Those of a service, by when they started. */
  page(service: string, page: PageOf): Promise<Page<Rollout>>
  /** Running or held. */
  open(service?: string): Promise<readonly Rollout[]>
}

export const isOpen = ({ state }: Pick<Rollout, 'state'>): boolean => state === 'running' || state === 'held'

export const stageReached = ({ plan, stage }: Rollout): RolloutStage | undefined => plan.stages[stage]

/** Undefined when the last one has been reached. */
export const nextStage = ({ plan, stage }: Rollout): RolloutStage | undefined => plan.stages[stage + 1]

export const percentReached = (rollout: Rollout): number => stageReached(rollout)?.percent ?? 0

/** When the stage that was reached has been watched for long enough. */
export const waitEndsAt = (rollout: Rollout): number => rollout.stageAt + (stageReached(rollout)?.waitMs ?? 0)

/**
 * The seats of the next stage, filled by those who signed, with the roles that they hold now. The requester of the
 * deployment fills none.
 */
export function signOffSeats(rollout: Rollout, people: readonly Approver[]): readonly DecidedSeat[] {
  const signed = new Set(rollout.signedBy.map(({ userId }) => userId))
  return filledSeats(
    nextStage(rollout)?.seats ?? [],
    people.filter(({ userId }) => signed.has(userId) && userId !== rollout.requestedBy).map(withAnyRole),
  )
}

/** Whether a person's sign-off fills a seat that is open. */
export function maySignOff(rollout: Rollout, people: readonly Approver[], person: Approver): boolean {
  const filled = (seats: readonly DecidedSeat[]): number =>
    seats.reduce((sum, { filledBy }) => sum + filledBy.length, 0)
  const others = people.filter(({ userId }) => userId !== person.userId)
  const signed = { ...rollout, signedBy: [...rollout.signedBy, { userId: person.userId, at: 0 }] }
  return filled(signOffSeats(signed, [...others, person])) > filled(signOffSeats(rollout, others))
}

const withAnyRole = ({ userId, roles }: Approver): Approver => ({
  userId,
  roles: roles.size === 0 ? roles : new Set([...roles, ANY_ROLE]),
})

/**
 * The same rollout under another level's plan: it stands at the last of that plan's stages that it has passed, and
 * sign-offs are collected again.
 */
export function replanned(rollout: Rollout, level: string, plan: RolloutPlan): Rollout {
  const percent = percentReached(rollout)
  const stage = plan.stages.findLastIndex((one) => one.percent <= percent)
  return { ...rollout, level, plan, stage, signedBy: [], isWaitTold: false }
}
