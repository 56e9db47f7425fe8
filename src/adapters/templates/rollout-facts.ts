import type { RolloutMessage } from '../../core/rollouts/messages.ts'
import type { PlannedNotice } from '../../core/calendar/messages.ts'
import type { Facts } from './fact-shape.ts'

/** What the template of a rollout's steps may print. */
export const ROLLOUT_FACTS = {
  rollout: {
    kind: true,
    event: true,
    rolloutId: true,
    step: true,
    isOpen: true,
    isHeld: true,
    requestId: true,
    service: true,
    serviceTitle: true,
    revision: true,
    environment: true,
    level: true,
    by: true,
    reason: true,
    stage: true,
    percent: true,
    next: true,
    waitEndsAt: true,
    seats: [{ roleTitle: true, count: true, filledBy: [] }],
    needsSignOff: true,
    costs: [{ slo: true, costRatio: true, outageSeconds: true }],
    at: true,
    isLate: true,
  } satisfies Facts<RolloutMessage>,
  'planned-deployment': {
    kind: true,
    event: true,
    planId: true,
    serviceTitle: true,
    changeTitle: true,
    risk: true,
    revision: true,
    at: true,
    timeZone: true,
    plannedBy: true,
  } satisfies Facts<PlannedNotice>,
} as const
