import type { ShadowedFacts, ShadowMessage } from '../../../core/shadow/messages.ts'
import { AT, LATER, many, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const BINDING = {
  serviceTitle: words(100),
  level: 'CRITICAL',
  emoji: '🔴',
  blockedCount: 13,
  changeCount: 18,
} as const

const QUIET: ShadowedFacts = {
  service: 's',
  serviceTitle: 'S',
  level: 'HEALTHY',
  emoji: '🟢',
  since: AT,
  deployments: 0,
  blocked: 0,
  asked: 0,
  stopped: [],
  left: 0,
  roles: [],
  incidents: [],
}

const BUSY: ShadowedFacts = {
  ...QUIET,
  serviceTitle: words(100),
  deployments: 120,
  blocked: 60,
  asked: 60,
  stopped: [
    {
      at: AT,
      changeTitle: words(60),
      revision: words(60),
      decision: 'blocked',
      level: 'CRITICAL',
      seats: '',
    },
    {
      at: AT,
      changeTitle: 'F',
      revision: null,
      decision: 'needs-approval',
      level: 'WARNING',
      seats: words(200),
    },
    ...many(8, {
      at: AT,
      changeTitle: words(60),
      revision: words(60),
      decision: 'needs-approval' as const,
      level: 'WARNING',
      seats: words(200),
    }),
  ],
  left: 110,
  roles: [
    { roleTitle: words(60), times: 12, medianWaitSeconds: 7_260 },
    ...many(8, { roleTitle: words(60), times: 1, medianWaitSeconds: null }),
  ],
  incidents: [
    {
      startedAt: LATER,
      what: words(100),
      afterSeconds: 3_600,
      changeTitle: words(60),
      revision: words(60),
      costRatio: 0.12,
    },
    ...many(8, {
      startedAt: LATER,
      what: words(100),
      afterSeconds: 60,
      changeTitle: words(60),
      revision: null,
      costRatio: null,
    }),
  ],
}

export const SHADOW_SAMPLES: SamplesOf<ShadowMessage> = {
  'shadow-began': [
    {
      kind: 'shadow-began',
      services: many(1, { serviceTitle: 'S', level: 'HEALTHY', line: 'services[s].enforcement' }),
    },
    {
      kind: 'shadow-began',
      services: many(200, { serviceTitle: words(100), level: 'CRITICAL', line: words(200) }),
    },
  ],
  'shadow-ended': [
    { kind: 'shadow-ended', policyTitle: null, services: [{ ...BINDING, blockedCount: 0 }], by: null },
    { kind: 'shadow-ended', policyTitle: null, services: many(2, BINDING), by: null },
    { kind: 'shadow-ended', policyTitle: words(200), services: many(200, BINDING), by: PERSON },
  ],
  'shadow-digest': [
    { kind: 'shadow-digest', from: AT, to: LATER, timeZone: 'UTC', services: [QUIET], prompts: [] },
    {
      kind: 'shadow-digest',
      from: AT,
      to: LATER,
      timeZone: ZONE,
      services: many(40, BUSY),
      prompts: [{ kind: 'end-shadow', of: 'service/s' }],
    },
  ],
}
