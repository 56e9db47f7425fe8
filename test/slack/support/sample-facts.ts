import type { RequestFacts } from '../../../src/deploys/messages.ts'

/** A request as its message shows it. */
export const sampleFacts: RequestFacts = {
  requestId: 'r_1',
  service: 'inference-gateway',
  serviceTitle: 'Inference Gateway',
  change: 'feature',
  changeTitle: 'Feature',
  risk: 'medium',
  revision: 'abc1234',
  environment: 'production',
  summary: 'Faster tokens',
  requestedBy: 'U0DEVELOPER',
  requestedAt: '2026-11-21T10:00:00.000Z',
  expiresAt: '2026-11-22T10:00:00.000Z',
  state: 'open',
  level: 'WARNING',
  remainingRatio: 0.42,
  explanation: 'Feature of inference-gateway still needs approval by service-owner.',
  rule: 'levels.WARNING.otherwise',
  policyVersion: '1.0+0000beef',
  answers: [],
  missingRequirements: ['Rollback plan'],
  seats: [{ role: 'service-owner', roleTitle: 'Service owner', count: 1, filledBy: [] }],
  rejection: null,
}
