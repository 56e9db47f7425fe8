import { COMPOSITE_METHODS } from '../../core/budgets/composite.ts'
import { BURN_SEVERITIES } from '../../core/budgets/burn-rule.ts'
import {
  DECISION,
  type JsonSchema,
  list,
  number,
  object,
  optional,
  policy,
  SEATS,
  string,
  time,
} from './schemas.ts'

const burnRates = object(
  Object.fromEntries(['5m', '1h', '6h', '1d', '3d'].map((lookback) => [lookback, optional(number)])),
)

const outlookRange = {
  earliestSeconds: number,
  likelySeconds: optional(number),
  latestSeconds: optional(number),
}

const AGREEMENT: JsonSchema = {
  ...object({
    objective: number,
    remainingRatio: optional(number),
    allowedSeconds: number,
    leftSeconds: optional(number),
    objectiveAllowedSeconds: number,
    objectiveLeftSeconds: optional(number),
    headroomSeconds: number,
  }),
  description: 'The SLA beside the objective, in seconds of full outage over the window',
}

const PART: JsonSchema = object(
  {
    service: string,
    slo: string,
    title: string,
    weight: number,
    successRatio: optional(number),
    spentShare: { ...optional(number), description: 'Share of what the composite lost' },
    missing: { ...string, description: 'Why it has no figure; without traffic it is left out' },
  },
  ['weight', 'missing'],
)

const SLO_REPORT: JsonSchema = object(
  {
    slo: string,
    title: string,
    objective: number,
    window: string,
    windowSeconds: number,
    good: optional(number),
    total: optional(number),
    errorRatio: optional(number),
    remainingRatio: optional(number),
    burnRates: { anyOf: [burnRates, { type: 'null' }] },
    spentLastDayRatio: optional(number),
    exhaustsInSeconds: optional(number),
    coverage: optional(number),
    excludedSeconds: { ...number, description: 'Of the window: left out as maintenance' },
    warning: { ...string, description: 'What the source said beside its figures' },
    rationale: { ...string, description: 'Why this objective and no other' },
    journey: { ...string, description: 'What users do that this measures' },
    agreement: AGREEMENT,
    method: { type: 'string', enum: COMPOSITE_METHODS, description: 'How a composite is made of its parts' },
    parts: list(PART),
    outlook: object({
      words: string,
      depletion: { anyOf: [object(outlookRange), { type: 'null' }] },
      recovery: { anyOf: [object({ ...outlookRange, toRatio: number }), { type: 'null' }] },
    }),
    missing: string,
    missingDetail: string,
  },
  [
    'excludedSeconds',
    'warning',
    'rationale',
    'journey',
    'agreement',
    'method',
    'parts',
    'outlook',
    'missing',
    'missingDetail',
  ],
)

const service = {
  service: string,
  title: string,
  journey: { ...string, description: 'What users do with it' },
  level: string,
  levelTitle: string,
  emoji: string,
  since: optional(time('When this level began')),
  remainingRatio: optional(number),
  slo: optional(string),
  stale: { type: 'boolean' },
  knownAt: optional(time('The last poll in which every SLO was measured')),
  recovering: { anyOf: [object({ level: string, at: string }), { type: 'null' }] },
  policy,
  freezes: {
    ...list(
      object({
        kind: { type: 'string', enum: ['declared', 'window', 'correctness', 'hours'] },
        id: string,
        reason: string,
        since: optional(time('When it begins, or began')),
        until: optional(time('When it ends by itself')),
        changes: { anyOf: [list(string), { type: 'null' }] },
        inForce: { type: 'boolean' },
      }),
    ),
    description: 'Freezes and correctness incidents beside the level, in force or near',
  },
  alerts: {
    ...list(
      object({
        slo: string,
        severity: { type: 'string', enum: BURN_SEVERITIES },
        since: time('When it began'),
        rules: list(string),
        burnRate: number,
        lookback: string,
      }),
    ),
    description: 'Burn alerts that go on',
  },
  slos: list(SLO_REPORT),
} as const

export const STATUS_REPORT: JsonSchema = object({
  at: time('When this was put together'),
  services: list(object(service, ['journey', 'freezes', 'alerts'])),
})

const ALLOWED_CHANGE: JsonSchema = object({
  change: string,
  title: string,
  decision: DECISION,
  seats: SEATS,
  rule: string,
  exempt: { type: 'boolean', description: 'Allowed at every level when somebody who may claims it' },
})

export const SERVICE_ANSWER: JsonSchema = object(
  {
    at: time('When this was put together'),
    ...service,
    changes: {
      ...list(ALLOWED_CHANGE),
      description: 'What each change type would get now, its requirements met',
    },
  },
  ['journey', 'freezes', 'alerts'],
)
