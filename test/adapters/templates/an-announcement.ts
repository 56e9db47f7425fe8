import type { Policy } from '../../../src/core/policy/policy.ts'
import { roleTitles } from '../../../src/core/people/role-book.ts'
import { levelRules } from '../../../src/core/poll/level-rules.ts'
import type { LevelAnnouncement, LevelRules } from '../../../src/core/poll/messages.ts'
import { ROLE_BOOK } from '../../support/people.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

export const AT = '2025-10-23T12:00:00.000Z'

/** What a policy holds at a level, with that much of the budget left and nothing frozen beside it. */
export function rulesOf(
  policy: Policy,
  levelName: string,
  remainingRatio: number,
  now = Date.parse(AT),
): LevelRules {
  const level = policy.levels.find(({ name }) => name === levelName)
  if (level === undefined) throw new Error(`there is no level ${levelName}`)
  const status = {
    service: 'inference-gateway',
    level: levelName,
    since: now,
    slo: 'availability',
    remainingRatio,
    young: null,
    knownAt: now,
    polledAt: now,
    missing: [],
    recovering: null,
    policyVersion: policy.version,
  }
  const titled = { ...policy, roleTitles: roleTitles(ROLE_BOOK) }
  return levelRules(titled, level, status, { freezes: [], isPostmortemFiled: false }, now)
}

const HEALTHY: LevelAnnouncement = {
  kind: 'level-announcement',
  template: 'healthy',
  service: 'inference-gateway',
  serviceTitle: 'ML Inference Gateway',
  level: 'HEALTHY',
  levelTitle: 'Normal operations',
  emoji: '📊',
  freeze: false,
  previousLevel: 'WARNING',
  slo: 'availability',
  sloTitle: 'Availability',
  links: [],
  ...rulesOf(shippedPolicy, 'HEALTHY', 0.72),
  remainingRatio: 0.72,
  young: null,
  yesterdayRatio: 0.7,
  exhaustsInSeconds: null,
  breachedSince: null,
  nextReviewAt: '2025-10-27T10:00:00.000Z',
  at: AT,
  timeZone: 'UTC',
  recoverAfterSeconds: 900,
  incidentCommander: null,
  warRoom: null,
  topActions: [],
  recentIncidents: [],
  continues: null,
  endedAt: null,
  continuedAs: null,
}

const WARNING: LevelAnnouncement = {
  ...HEALTHY,
  template: 'warning',
  level: 'WARNING',
  levelTitle: 'Elevated caution',
  emoji: '⚠️',
  previousLevel: 'HEALTHY',
  ...rulesOf(shippedPolicy, 'WARNING', 0.42),
  remainingRatio: 0.42,
}

const CRITICAL: LevelAnnouncement = {
  ...HEALTHY,
  template: 'critical',
  level: 'CRITICAL',
  levelTitle: 'Partial freeze',
  emoji: '🔴',
  freeze: true,
  previousLevel: 'WARNING',
  ...rulesOf(shippedPolicy, 'CRITICAL', 0.18),
  remainingRatio: 0.18,
  yesterdayRatio: 0.42,
  exhaustsInSeconds: 3 * 86_400,
  nextReviewAt: '2025-10-23T18:00:00.000Z',
  incidentCommander: '@sre-lead',
  warRoom: 'https://zoom.us/j/emergency',
}

const EMERGENCY: LevelAnnouncement = {
  ...CRITICAL,
  template: 'emergency',
  level: 'EMERGENCY',
  levelTitle: 'Full freeze',
  emoji: '🚨',
  previousLevel: 'CRITICAL',
  ...rulesOf(shippedPolicy, 'EMERGENCY', 0.07),
  remainingRatio: 0.07,
  exhaustsInSeconds: 18 * 3_600,
  recentIncidents: [
    {
      startedAt: '2025-10-22T15:30:00.000Z',
      what: 'HighErrorRate',
      failedRatio: 0.12,
      minutes: 18,
      costRatio: 0.04,
    },
    {
      startedAt: '2025-10-22T19:45:00.000Z',
      what: 'ServiceDown',
      failedRatio: 1,
      minutes: 8,
      costRatio: 0.06,
    },
    {
      startedAt: '2025-10-23T02:10:00.000Z',
      what: 'LatencySpike (P99=2s)',
      failedRatio: null,
      minutes: 22,
      costRatio: 0.03,
    },
  ],
  topActions: [
    { what: 'Fix memory leak in v1.2.3', owner: '@dev-lead' },
    { what: 'Add database read replica', owner: '@platform' },
    { what: 'Implement circuit breaker', owner: '@sre' },
  ],
}

/** With the values of the policy document's own example messages. */
export const EXAMPLES = { HEALTHY, WARNING, CRITICAL, EMERGENCY }
