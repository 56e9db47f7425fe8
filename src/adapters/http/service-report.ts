import { z } from 'zod'
import { BURN_SEVERITIES } from '../../core/budgets/burn-rule.ts'
import { COMPOSITE_METHODS } from '../../core/budgets/composite.ts'
import { boolean, links, list, number, policy, string, time, young } from './shapes.ts'

const rate = number.nullable()
const burnRates = z.object({ '5m': rate, '1h': rate, '6h': rate, '1d': rate, '3d': rate })

const span = z.object({ earliestSeconds: number, latestSeconds: number.nullable() })
const range = span.extend({ likelySeconds: number.nullable() })

const AGREEMENT = z.object({
  objective: number,
  remainingRatio: number.nullable(),
  allowedSeconds: number,
  leftSeconds: number.nullable(),
  objectiveAllowedSeconds: number,
  objectiveLeftSeconds: number.nullable(),
  headroomSeconds: number,
})

const PART = z.object({
  service: string,
  slo: string,
  title: string,
  weight: number.optional(),
  successRatio: number.nullable(),
  spentShare: number.nullable().describe('Share of what the composite lost'),
  missing: string.optional().describe('Why it has no figure; without traffic it is left out'),
})

const COST = z.object({
  currency: string,
  lost: number.nullable().describe('What the bad service of the window has cost so far'),
  perPoint: number.nullable().describe('What a point of budget costs when it is spent'),
  infrastructurePerMonth: number.nullable(),
  infrastructurePerPointSpent: number.nullable().describe('Over the window'),
  infrastructurePerPointLeft: number.nullable().describe('Over the window'),
})

const SLO = z.object({
  slo: string,
  title: string,
  objective: number,
  window: string,
  windowSeconds: number,
  good: number.nullable(),
  total: number.nullable(),
  errorRatio: number.nullable(),
  remainingRatio: number.nullable(),
  burnRates: burnRates.nullable(),
  spentLastDayRatio: number.nullable(),
  exhaustsInSeconds: number
    .nullable()
    .describe('At the rate of the last day; null where it is not spent, or not known'),
  forecast: string.describe('The same for people: spent in 15 hours at the rate of the last day'),
  coverage: number.nullable(),
  young: young.optional(),
  excludedSeconds: number.optional().describe('Of the window: left out as maintenance'),
  newestAt: time('When the newest sample behind it was taken').optional(),
  warning: string.optional().describe('What the source said beside its figures'),
  rationale: string.optional().describe('Why this objective and no other'),
  journey: string.optional().describe('What users do that this measures'),
  links: links.optional(),
  agreement: AGREEMENT.optional().describe(
    'The SLA beside the objective, in seconds of full outage over the window',
  ),
  method: z.enum(COMPOSITE_METHODS).optional().describe('How a composite is made of its parts'),
  parts: list(PART).optional(),
  outlook: z
    .object({
      words: string,
      depletion: span.nullable().describe('At the rates of the window’s days'),
      recovery: range.extend({ toRatio: number }).nullable(),
    })
    .optional(),
  missing: string.optional(),
  missingDetail: string.optional(),
})

const FREEZE = z.object({
  kind: z.enum(['declared', 'window', 'correctness', 'hours']),
  id: string,
  reason: string,
  since: time('When it begins, or began').nullable(),
  until: time('When it ends by itself').nullable(),
  changes: list(string).nullable(),
  inForce: boolean,
})

const ALERT = z.object({
  slo: string,
  severity: z.enum(BURN_SEVERITIES),
  since: time('When it began'),
  rules: list(string),
  burnRate: number,
  lookback: string,
  forecast: string.optional().describe('When the budget is spent at that rate'),
})

/** One service, as `status` and the API tell it. */
export const serviceReport = z.object({
  service: string,
  title: string,
  journey: string.optional().describe('What users do with it'),
  links: links.optional(),
  level: string,
  levelTitle: string,
  emoji: string,
  since: time('When this level began').nullable(),
  remainingRatio: number.nullable(),
  young: young.nullable(),
  slo: string.nullable(),
  cost: COST.optional().describe('The budget of that SLO in money, where the service has a price'),
  stale: boolean,
  knownAt: time(
    'The last poll in which every SLO was measured, or the newest sample of data that has stopped',
  ).nullable(),
  recovering: z.object({ level: string, at: string }).nullable(),
  policy,
  enforcement: z.literal('shadow').optional().describe('Says that nothing of it binds'),
  freezes: list(FREEZE).describe('Freezes and correctness incidents beside the level, in force or near'),
  alerts: list(ALERT).describe('Burn alerts that go on'),
  slos: list(SLO),
})
