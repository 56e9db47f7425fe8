import { channel, edit, post, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import type { Press } from '../kernel/prompt.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { DecidedSeat } from '../policy/decision.ts'
import { openSeats } from '../policy/seats.ts'
import { ANY_ROLE } from '../policy/rollout-plan.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { type RoleBook, roleTitle } from '../people/role-book.ts'
import { nextStage, percentReached, type Rollout, stageReached, waitEndsAt } from './rollout.ts'
import { sloTitle } from '../policy/titles.ts'

export type RolloutEvent =
  | 'started'
  | 'advanced'
  | 'signed-off'
  | 'wait-over'
  | 'held'
  | 'resumed'
  | 'rolled-back'
  | 'failed'
  | 'finished'

/** One step of a rollout, told in the thread of its request. Times are ISO 8601. */
export interface RolloutMessage {
  readonly kind: 'rollout'
  readonly event: RolloutEvent
  readonly rolloutId: string
  /** Names the stage that the message's buttons belong to. */
  readonly step: string
  readonly isOpen: boolean
  readonly isHeld: boolean
  readonly requestId: string | null
  readonly service: string
  readonly serviceTitle: string
  readonly revision: string
  readonly environment: string
  readonly level: string
  /** Who acted; null for the bot. */
  readonly by: string | null
  readonly reason: string | null
  readonly stage: string | null
  readonly percent: number
  readonly next: string | null
  /** When the next stage may begin, or the watch is over. */
  readonly waitEndsAt: string | null
  readonly seats: readonly {
    readonly roleTitle: string
    readonly count: number
    readonly filledBy: readonly string[]
  }[]
  readonly needsSignOff: boolean
  readonly costs: readonly {
    readonly sloTitle: string
    readonly costRatio: number | null
    readonly outageSeconds: number | null
  }[]
  readonly at: string
  /** Later than it should have been told. */
  readonly isLate: boolean
  readonly prompts: readonly Press[]
}

export interface Told {
  readonly catalog: Catalog
  readonly roleBook: RoleBook
  readonly now: number
  /** Keeps two messages in one millisecond apart. */
  readonly nonce: string
  readonly by?: string | null
  readonly reason?: string | null
  readonly isLate?: boolean
}

/** `ro-17.3`: the stage that a button belongs to, so that an old button never does a new thing. */
export const stepOf = ({ id, stage }: Rollout): string => `${id}.${stage}`

export const subjectOf = ({ requestId, id }: Pick<Rollout, 'id' | 'requestId'>): string =>
  requestId === null ? `rollout/${id}` : `request/${requestId}`

/** What may be done with a rollout that is under way. */
export function rolloutPrompts(rollout: Rollout, needsSignOff: boolean): readonly Press[] {
  const of = stepOf(rollout)
  const stage = nextStage(rollout)?.title
  const onward: readonly Press[] = [
    ...(stage === undefined ? [] : [{ kind: 'advance-rollout' as const, of, stage }]),
    { kind: 'hold-rollout', of },
  ]
  return [
    ...(needsSignOff ? [{ kind: 'sign-off-rollout' as const, of }] : []),
    ...(rollout.hold === null ? onward : [{ kind: 'resume-rollout' as const, of }]),
    { kind: 'roll-back-rollout', of },
  ]
}

/**
 * A step told in the thread: the message with the buttons, which the one before it loses, and the rollout that remembers it. A
 * rollout without a request begins a thread of its own.
 */
export function toldStep(
  rollout: Rollout,
  event: RolloutEvent,
  seats: readonly DecidedSeat[],
  told: Told,
): { readonly rollout: Rollout; readonly owed: readonly OwedMessage[] } {
  const { now, nonce, by = null, reason = null, isLate = false } = told
  const begins = rollout.requestId === null && event === 'started'
  const open = rollout.endedAt === null
  const content: RolloutMessage = {
    kind: 'rollout',
    event,
    rolloutId: rollout.id,
    step: stepOf(rollout),
    isOpen: open,
    isHeld: rollout.hold !== null,
    requestId: rollout.requestId,
    service: rollout.service,
    serviceTitle: governed(told.catalog, rollout.service)?.service.title ?? rollout.service,
    revision: rollout.revision,
    environment: rollout.environment,
    level: rollout.level,
    by,
    reason,
    stage: stageReached(rollout)?.title ?? null,
    percent: percentReached(rollout),
    next: open ? (nextStage(rollout)?.title ?? null) : null,
    waitEndsAt: isoOrNull(open && waitEndsAt(rollout) > now ? waitEndsAt(rollout) : null),
    seats: open
      ? seats.map(({ role, count, filledBy }) => ({
          roleTitle: role === ANY_ROLE ? 'Any role' : roleTitle(role, told.roleBook),
          count,
          filledBy,
        }))
      : [],
    needsSignOff: open && openSeats(seats).length > 0,
    costs: rollout.costs.map(({ slo, costRatio, outageSeconds }) => ({
      sloTitle: sloTitle(told.catalog, rollout.service, slo),
      costRatio,
      outageSeconds,
    })),
    at: isoTime(now),
    isLate,
    prompts: open ? rolloutPrompts(rollout, openSeats(seats).length > 0) : [],
  }
  const head = subjectOf(rollout)
  const subject = begins ? head : `rollout/${rollout.id}/${event}/${nonce}`
  const to = channel('approvals', begins ? null : head)
  return {
    rollout: { ...rollout, card: { subject, content } },
    owed: [...withoutButtons(rollout, nonce, now), post({ subject, to, content, at: now })],
  }
}

/** The newest message so far as it reads once another has the buttons. */
function withoutButtons({ card }: Rollout, nonce: string, at: number): readonly OwedMessage[] {
  if (card === null) return []
  const content = { ...card.content, prompts: [] }
  return [edit({ subject: card.subject, nonce, to: channel('approvals'), content, at })]
}
