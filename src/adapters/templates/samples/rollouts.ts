import type { PlannedNotice } from '../../../core/calendar/messages.ts'
import type { RolloutEvent, RolloutMessage } from '../../../core/rollouts/messages.ts'
import { AT, LATER, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const EVENTS: readonly RolloutEvent[] = [
  'started',
  'advanced',
  'signed-off',
  'wait-over',
  'held',
  'resumed',
  'rolled-back',
  'failed',
  'finished',
]

const BARE: RolloutMessage = {
  kind: 'rollout',
  event: 'started',
  rolloutId: 'ro_0123456789',
  step: 'ro_0123456789.0',
  isOpen: false,
  isHeld: false,
  requestId: null,
  service: 's',
  serviceTitle: 'S',
  revision: 'v1',
  environment: 'production',
  level: 'HEALTHY',
  by: null,
  reason: null,
  stage: null,
  percent: 0,
  next: null,
  waitEndsAt: null,
  seats: [],
  needsSignOff: false,
  costs: [],
  at: AT,
  isLate: false,
  prompts: [],
}

const FULL: RolloutMessage = {
  ...BARE,
  isOpen: true,
  requestId: 'r_0123456789',
  serviceTitle: words(100),
  revision: 'f'.repeat(200),
  environment: words(100),
  reason: words(500),
  stage: '50%',
  percent: 50,
  next: '100%',
  waitEndsAt: '2025-10-24T12:00:00.000Z',
  seats: [{ roleTitle: words(80), count: 2, filledBy: [PERSON, 'U0123456780'] }],
  needsSignOff: true,
  costs: [
    { sloTitle: words(60), costRatio: 0.000463, outageSeconds: 59.9 },
    { sloTitle: 'Latency', costRatio: null, outageSeconds: null },
  ],
  isLate: true,
  prompts: [{ kind: 'advance-rollout', of: 'ro_0123456789.2', stage: '100%' }],
}

/** Who signed is always known. */
export const ROLLOUT_SAMPLES: SamplesOf<RolloutMessage | PlannedNotice> = {
  rollout: EVENTS.flatMap((event) => [
    { ...BARE, event, by: event === 'signed-off' ? PERSON : null },
    { ...FULL, event, by: PERSON },
    { ...FULL, event, by: 'token:ci', waitEndsAt: null, next: null },
  ]),
  'planned-deployment': (['planned', 'begins', 'cancelled'] as const).map((event) => ({
    kind: 'planned-deployment',
    event,
    planId: 'p_0123456789',
    serviceTitle: words(100),
    changeTitle: words(100),
    riskTitle: 'High',
    revision: 'f'.repeat(200),
    at: LATER,
    timeZone: ZONE,
    plannedBy: PERSON,
  })),
}
