import type { RequestFacts, RequestMessage } from '../../../core/requests/messages.ts'
import { AT, many, PERSON, type SamplesOf, words } from './sample.ts'

const REQUEST: RequestFacts = {
  requestId: 'r_0123456789',
  service: 's',
  serviceTitle: words(100),
  change: 'feature',
  changeTitle: 'Feature release',
  risk: 'medium',
  riskTitle: 'Medium',
  revision: 'v1.2.3',
  environment: 'production',
  summary: '',
  requestedBy: PERSON,
  requestedAt: AT,
  expiresAt: '2025-10-24T12:00:00.000Z',
  state: 'open',
  standing: 'open',
  end: null,
  supersededBy: null,
  grant: null,
  textChanges: [],
  level: 'WARNING',
  remainingRatio: null,
  young: null,
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
  young: 'young: 59 min of 400 d',
  explanation: words(1_000),
  answers: [...many(15, { title: words(150), text: words(3_000) }), { title: 'Tests passing', text: 'yes' }],
  missingRequirements: many(15, words(150)),
  seats: many(6, { role: 'sre', roleTitle: words(80), count: 12, filledBy: many(11, PERSON) }),
  rejection: { userId: PERSON, reason: words(3_000) },
  end: { at: AT, by: PERSON },
  supersededBy: 'r_9876543210',
  grant: {
    expiresAt: AT,
    uses: many(7, { at: AT, token: words(60), run: words(200), attempt: 2 }),
    voidedAt: AT,
    voidedBy: PERSON,
  },
  textChanges: many(7, { title: words(150), at: AT, voided: many(12, PERSON) }),
  way: 'silver-bullet',
  wayTitle: 'Silver bullet',
  wayCount: { before: 1, ration: 2, period: 'quarter' },
  documents: many(5, { title: words(60), text: words(3_000) }),
}

/** Each way that a request shows itself, with the state behind it. */
const STANDINGS = [
  ['open', 'open'],
  ['granted', 'granted'],
  ['used', 'granted'],
  ['lapsed', 'granted'],
  ['rejected', 'rejected'],
  ['cancelled', 'cancelled'],
  ['superseded', 'cancelled'],
  ['expired', 'expired'],
  ['voided', 'voided'],
] as const
const EVENTS = [
  'granted',
  'rejected',
  'cancelled',
  'expired',
  'voided',
  'blocked-now',
  'allowed-again',
  'reopened',
  'text-changed',
] as const
const BOTH = [REQUEST, FULL_REQUEST]

const grantOf = (standing: string): RequestFacts['grant'] =>
  standing !== 'used' && standing !== 'lapsed'
    ? null
    : {
        expiresAt: AT,
        uses: standing === 'used' ? [{ at: AT, token: 'ci', run: null, attempt: 1 }] : [],
        voidedAt: null,
        voidedBy: null,
      }

export const REQUEST_SAMPLES: SamplesOf<RequestMessage> = {
  'approval-request': STANDINGS.flatMap(([standing, state]) =>
    BOTH.map((request) => ({
      kind: 'approval-request',
      request: { ...request, standing, state, grant: request.grant ?? grantOf(standing) },
      prompts: [{ kind: 'approve', of: request.requestId }],
    })),
  ),
  'override-announcement': BOTH.map((request) => ({ kind: 'override-announcement', request })),
  'approval-call': (['reminder', 'escalated'] as const).flatMap((event) =>
    BOTH.map((request) => ({
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
    BOTH.map((request) => ({
      kind: 'request-notice',
      event,
      request,
      grantExpiresAt: request === REQUEST ? null : AT,
      prompts: [{ kind: 'see-request', of: request.requestId }],
    })),
  ),
}
