import { BURN_ALERT_FACTS } from './burn-alert-facts.ts'
import { ACTION_FACTS } from './action-facts.ts'
import { INCIDENT_FACTS } from './incident-facts.ts'
import { ROLLOUT_FACTS } from './rollout-facts.ts'
import type { Facts } from './fact-shape.ts'
import type {
  ApprovalCall,
  ApprovalRequestMessage,
  OverrideAnnouncement,
  RequestFacts,
  RequestNotice,
} from '../../core/requests/messages.ts'
import type { PolicyReminderMessage, ReviewMessage } from '../../core/reviews/review.ts'
import type {
  CorrectnessAnnouncement,
  FreezeAnnouncement,
  FreezeEnded,
  PostmortemNotice,
} from '../../core/freezes/messages.ts'
import type { PolicyNoticeMessage } from '../../core/poll/said-notice.ts'
import type {
  FreezeUpdate,
  LevelAnnouncement,
  TransitionDigest,
} from '../../core/announcements/level-messages.ts'

const REQUEST = {
  requestId: true,
  service: true,
  serviceTitle: true,
  change: true,
  changeTitle: true,
  risk: true,
  revision: true,
  environment: true,
  summary: true,
  requestedBy: true,
  requestedAt: true,
  expiresAt: true,
  state: true,
  level: true,
  remainingRatio: true,
  explanation: true,
  rule: true,
  policyVersion: true,
  answers: [{ title: true, text: true }],
  missingRequirements: [],
  seats: [{ role: true, roleTitle: true, count: true, filledBy: [] }],
  rejection: { userId: true, reason: true },
  way: true,
  wayTitle: true,
  wayCount: { before: true, ration: true, period: true },
  documents: [{ title: true, text: true }],
} as const satisfies Facts<RequestFacts>

/** What the renderer adds to a level's announcement: where the freeze before stands, or null. */
export interface AddedFacts {
  readonly continuesUrl: string | null
}

export const LEVEL_ANNOUNCEMENT = 'level-announcement'

/** What a template may print, by the kind of content that it is for. */
export const KNOWN_FACTS = {
  [LEVEL_ANNOUNCEMENT]: {
    kind: true,
    template: true,
    service: true,
    serviceTitle: true,
    level: true,
    levelTitle: true,
    emoji: true,
    freeze: true,
    previousLevel: true,
    slo: true,
    remainingRatio: true,
    yesterdayRatio: true,
    exhaustsInSeconds: true,
    breachedSince: true,
    nextReviewAt: true,
    at: true,
    timeZone: true,
    recoverAfterSeconds: true,
    incidentCommander: true,
    warRoom: true,
    topActions: [{ what: true, owner: true }],
    recentIncidents: [{ startedAt: true, what: true, failedRatio: true, minutes: true, costRatio: true }],
    continues: true,
    endedAt: true,
    continuesUrl: true,
  } satisfies Facts<LevelAnnouncement & AddedFacts>,
  'freeze-update': {
    kind: true,
    service: true,
    serviceTitle: true,
    event: true,
    text: true,
    userId: true,
  } satisfies Facts<FreezeUpdate>,
  'freeze-announcement': {
    kind: true,
    name: true,
    services: [],
    reason: true,
    declaredBy: true,
    since: true,
    until: true,
    timeZone: true,
    at: true,
    blocks: [],
    passes: [],
    isLate: true,
    endedAt: true,
    endedBy: true,
  } satisfies Facts<FreezeAnnouncement>,
  'correctness-incident': {
    kind: true,
    incidentId: true,
    service: true,
    serviceTitle: true,
    what: true,
    declaredBy: true,
    since: true,
    timeZone: true,
    at: true,
    fixes: [],
    endedAt: true,
    endedBy: true,
  } satisfies Facts<CorrectnessAnnouncement>,
  'freeze-ended': {
    kind: true,
    what: true,
    services: [],
    by: true,
    isLate: true,
    at: true,
    timeZone: true,
  } satisfies Facts<FreezeEnded>,
  'postmortem-filed': {
    kind: true,
    serviceTitle: true,
    author: true,
    content: true,
    level: true,
    answers: { records: true, repair: true, cause: true },
  } satisfies Facts<PostmortemNotice>,
  'transition-digest': {
    kind: true,
    at: true,
    transitions: [{ serviceTitle: true, emoji: true, from: true, to: true, remainingRatio: true }],
  } satisfies Facts<TransitionDigest>,
  'approval-request': { kind: true, request: REQUEST } satisfies Facts<ApprovalRequestMessage>,
  'override-announcement': { kind: true, request: REQUEST } satisfies Facts<OverrideAnnouncement>,
  'approval-call': {
    kind: true,
    event: true,
    request: REQUEST,
    roles: [],
    mentions: [],
    waitedSeconds: true,
    userId: true,
  } satisfies Facts<ApprovalCall>,
  'request-notice': {
    kind: true,
    event: true,
    request: REQUEST,
    grantExpiresAt: true,
  } satisfies Facts<RequestNotice>,
  review: {
    kind: true,
    reviewId: true,
    title: true,
    policyTitle: true,
    minutes: true,
    dueAt: true,
    late: true,
    timeZone: true,
    attendees: [{ role: true, people: [] }],
    services: [],
    agenda: [{ text: true, lines: [] }],
    notes: { url: true, userId: true },
  } satisfies Facts<ReviewMessage>,
  'policy-notice': {
    kind: true,
    service: true,
    serviceTitle: true,
    notice: true,
    text: true,
    slo: true,
    remainingRatio: true,
  } satisfies Facts<PolicyNoticeMessage>,
  'policy-reminder': {
    kind: true,
    policyTitle: true,
    owner: true,
    text: true,
    day: true,
  } satisfies Facts<PolicyReminderMessage>,
  ...BURN_ALERT_FACTS,
  ...ACTION_FACTS,
  ...INCIDENT_FACTS,
  ...ROLLOUT_FACTS,
} as const

export type KnownKind = keyof typeof KNOWN_FACTS

export const isKnownKind = (kind: string): kind is KnownKind => Object.hasOwn(KNOWN_FACTS, kind)
