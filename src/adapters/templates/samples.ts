import type {
  ApprovalCall,
  ApprovalRequestMessage,
  OverrideAnnouncement,
  RequestFacts,
  RequestNotice,
} from '../../core/requests/messages.ts'
import type { PolicyReminderMessage, ReviewMessage } from '../../core/reviews/review.ts'
import type { PolicyNoticeMessage } from '../../core/poll/said-notice.ts'
import type {
  FreezeUpdate,
  LevelAnnouncement,
  TransitionDigest,
} from '../../core/announcements/level-messages.ts'
import type { MessageContent } from '../../core/kernel/outbox/owed-message.ts'
import { BURN_ALERT_SAMPLES } from './burn-alert-samples.ts'
import { ACTION_SAMPLES } from './action-samples.ts'
import { FREEZE_SAMPLES } from './freeze-samples.ts'
import { INCIDENT_SAMPLES } from './incident-samples.ts'
import type { KnownKind } from './known-facts.ts'
import { ROLLOUT_SAMPLES } from './rollout-samples.ts'

const AT = '2025-10-23T12:00:00.000Z'
const PERSON = 'U0123456789'
const words = (length: number): string => 'word & more '.repeat(length).slice(0, length)
const many = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item)

/** As little as an announcement can know. */
const BARE: LevelAnnouncement = {
  kind: 'level-announcement',
  template: 'critical',
  service: 's',
  serviceTitle: 'S',
  level: 'CRITICAL',
  levelTitle: 'Partial freeze',
  emoji: '🔴',
  freeze: true,
  previousLevel: 'UNKNOWN',
  slo: null,
  remainingRatio: null,
  yesterdayRatio: null,
  exhaustsInSeconds: null,
  breachedSince: null,
  nextReviewAt: null,
  at: AT,
  timeZone: 'UTC',
  recoverAfterSeconds: 900,
  incidentCommander: null,
  warRoom: null,
  topActions: [],
  recentIncidents: [],
  continues: null,
  endedAt: null,
}

/** Everything known, everything as long as the configuration and the forms let it be. */
const FULL: LevelAnnouncement = {
  ...BARE,
  serviceTitle: words(100),
  slo: words(60),
  remainingRatio: 0.4999999,
  yesterdayRatio: -12.3456,
  exhaustsInSeconds: 777_600,
  nextReviewAt: '2025-10-23T18:00:00.000Z',
  timeZone: 'America/Argentina/Buenos_Aires',
  incidentCommander: PERSON,
  warRoom: `https://example.com/${'a'.repeat(480)}?a=1&b=2`,
  topActions: many(25, { what: words(300), owner: PERSON }),
  recentIncidents: many(60, {
    startedAt: '2025-10-22T15:30:00.000Z',
    what: words(300),
    failedRatio: 0.1234,
    minutes: 1_439.6,
    costRatio: 0.000463,
  }),
  continues: 'freeze/t_0123456789',
}

const REQUEST: RequestFacts = {
  requestId: 'r_0123456789',
  service: 's',
  serviceTitle: words(100),
  change: 'feature',
  changeTitle: 'Feature release',
  risk: 'medium',
  revision: 'v1.2.3',
  environment: 'production',
  summary: '',
  requestedBy: PERSON,
  requestedAt: AT,
  expiresAt: '2025-10-24T12:00:00.000Z',
  state: 'open',
  level: 'WARNING',
  remainingRatio: null,
  explanation: words(200),
  rule: 'levels.WARNING.changes.feature',
  policyVersion: '1.0+3fa2b1c9',
  answers: [],
  missingRequirements: [],
  seats: [],
  rejection: null,
  way: null,
  wayTitle: null,
  wayCount: null,
  documents: [],
}

const FULL_REQUEST: RequestFacts = {
  ...REQUEST,
  revision: 'f'.repeat(200),
  environment: words(100),
  summary: words(3_000),
  remainingRatio: 0.42,
  explanation: words(1_000),
  answers: [...many(15, { title: words(150), text: words(3_000) }), { title: 'Tests passing', text: 'yes' }],
  missingRequirements: many(15, words(150)),
  seats: many(6, { role: 'sre', roleTitle: words(80), count: 12, filledBy: many(11, PERSON) }),
  rejection: { userId: PERSON, reason: words(3_000) },
  way: 'silver-bullet',
  wayTitle: 'Silver bullet',
  wayCount: { before: 1, ration: 2, period: 'quarter' },
  documents: many(5, { title: words(60), text: words(3_000) }),
}

const STATES = ['open', 'granted', 'rejected', 'cancelled', 'expired', 'voided'] as const
const EVENTS = [
  'granted',
  'rejected',
  'cancelled',
  'expired',
  'voided',
  'blocked-now',
  'allowed-again',
  'reopened',
] as const
const UPDATES = ['ended', 'incident', 'incident-commander', 'war-room'] as const

/** Contents at their extremes. Every template is rendered with each sample of its kind before it is used. */
const REVIEW: ReviewMessage = {
  kind: 'review',
  reviewId: 'v_0123456789',
  title: 'Weekly review',
  policyTitle: 'Error Budget Policy',
  minutes: null,
  dueAt: AT,
  late: false,
  timeZone: 'UTC',
  attendees: [],
  services: ['S'],
  agenda: [],
  notes: null,
}

const FULL_REVIEW: ReviewMessage = {
  ...REVIEW,
  title: words(200),
  policyTitle: words(200),
  minutes: 480,
  late: true,
  timeZone: 'America/Argentina/Buenos_Aires',
  attendees: many(12, { role: words(80), people: many(12, 'S0123456789') }),
  services: many(40, words(100)),
  agenda: many(12, { text: words(300), lines: many(13, words(400)) }),
  notes: { url: `https://example.com/${'a'.repeat(480)}`, userId: PERSON },
}

const NOTICE: PolicyNoticeMessage = {
  kind: 'policy-notice',
  service: 's',
  serviceTitle: words(200),
  notice: 'fast-burn',
  text: words(400),
  slo: words(60),
  remainingRatio: -12.3456,
}

const REMINDER: PolicyReminderMessage = {
  kind: 'policy-reminder',
  policyTitle: words(200),
  owner: words(200),
  text: words(400),
  day: '2025-11-23',
}

export const SAMPLES: Readonly<Record<KnownKind, readonly MessageContent[]>> = {
  review: [REVIEW, FULL_REVIEW],
  'policy-notice': [NOTICE],
  'policy-reminder': [REMINDER],
  'level-announcement': [
    BARE,
    FULL,
    { ...FULL, remainingRatio: 0, exhaustsInSeconds: 0 },
    { ...FULL, remainingRatio: -0.25, exhaustsInSeconds: 0, breachedSince: '2025-10-21T02:10:00.000Z' },
    { ...FULL, endedAt: AT, freeze: false },
  ] satisfies LevelAnnouncement[],
  'freeze-update': UPDATES.flatMap((event) => {
    const update: FreezeUpdate = {
      kind: 'freeze-update',
      service: 's',
      serviceTitle: words(100),
      event,
      text: words(2_000),
      userId: PERSON,
    }
    return [update, { ...update, text: '', userId: null }]
  }),
  ...FREEZE_SAMPLES,
  ...BURN_ALERT_SAMPLES,
  ...ACTION_SAMPLES,
  ...INCIDENT_SAMPLES,
  ...ROLLOUT_SAMPLES,
  'transition-digest': [4, 200].map((count): TransitionDigest => ({
    kind: 'transition-digest',
    at: AT,
    transitions: many(count, {
      serviceTitle: words(100),
      emoji: '🔴',
      from: 'WARNING',
      to: 'CRITICAL',
      remainingRatio: count === 4 ? null : 0.18,
    }),
  })),
  'approval-request': STATES.flatMap((state) =>
    [REQUEST, FULL_REQUEST].map((request): ApprovalRequestMessage => ({
      kind: 'approval-request',
      request: { ...request, state },
    })),
  ),
  'override-announcement': [REQUEST, FULL_REQUEST].map((request): OverrideAnnouncement => ({
    kind: 'override-announcement',
    request,
  })),
  'approval-call': (['reminder', 'escalated'] as const).flatMap((event) =>
    [REQUEST, FULL_REQUEST].map((request): ApprovalCall => ({
      kind: 'approval-call',
      event,
      request,
      roles: request === REQUEST ? ['SRE'] : many(6, words(80)),
      mentions: request === REQUEST ? [] : many(20, PERSON),
      waitedSeconds: 7_200,
      userId: request === REQUEST ? null : PERSON,
    })),
  ),
  'request-notice': EVENTS.flatMap((event) =>
    [REQUEST, FULL_REQUEST].map((request): RequestNotice => ({
      kind: 'request-notice',
      event,
      request,
      grantExpiresAt: request === REQUEST ? null : AT,
    })),
  ),
}
