import { z } from 'zod'
import { sloWindow } from './slo-window-schema.ts'
import { budgeting } from './slo-budgeting-schema.ts'
import {
  choice,
  DURATION,
  groupId,
  listOf,
  mapping,
  matching,
  name,
  serviceName,
  text,
  userId,
  wholeNumber,
} from './fields.ts'

const source = name.optional().describe('A source of budgeteer.yaml. May be left out when there is only one.')
const THRESHOLD = 'a bucket’s bound such as 300ms, or a number in the histogram’s unit'
const events = 'A selector such as http_requests_total{job="api"}, or an expression over [$window].'

const sli = mapping({
  events: mapping({
    source,
    good: text.optional().describe(`Good events. ${events}`),
    bad: text.optional().describe(`Bad events, instead of good. ${events}`),
    total: text.describe(`All events. ${events}`),
  })
    .refine(({ good, bad }) => (good === undefined) !== (bad === undefined), {
      error: 'events are counted by either good or bad, beside total; exactly one of the two',
    })
    .optional(),
  latency: mapping({
    source,
    histogram: text.describe(
      'Selector of the histogram without _bucket: http_request_duration_seconds{job="api"}',
    ),
    threshold: z
      .union([matching(DURATION, THRESHOLD), z.number({ error: THRESHOLD }).gt(0, { error: THRESHOLD })], {
        error: THRESHOLD,
      })
      .describe('The bucket under which a request is good: 300ms, or a number in the histogram’s unit.'),
  }).optional(),
  ratio: mapping({ source, expr: text.describe('Success ratio from 0 to 1 over [$window].') }).optional(),
  remaining: mapping({
    source,
    expr: text.describe('The budget remaining over the SLO’s window, as something else records it.'),
    unit: choice(['ratio', 'percent']),
    burn_rate: text.optional().describe('Burn rate over [$window], where that is recorded too.'),
  }).optional(),
  pushed: mapping({}).optional().describe('Counts that arrive at POST /v1/events. Write: pushed: {}'),
})
  .refine((value) => Object.keys(value).length === 1, {
    error: 'an SLI has exactly one of events, latency, ratio, remaining, pushed',
  })
  .describe('What is measured: exactly one kind.')

export type SliYaml = z.infer<typeof sli>

const slo = mapping({
  name: serviceName,
  title: text,
  objective: z
    .number({ error: 'a percentage above 0 and below 100, such as 99.5' })
    .describe('Percent, such as 99.5.'),
  window: sloWindow,
  sli,
  budgeting: budgeting.optional(),
  min_events: wholeNumber(1, 1_000_000_000)
    .optional()
    .describe(
      'With fewer events a lookback does not count: nothing burns in it, and a whole window of it is missing.',
    ),
  sla: z
    .number({ error: 'a percentage above 0 and below 100, such as 99.5' })
    .optional()
    .describe('What customers were promised, in percent; at most the objective.'),
  rationale: text.optional().describe('Why this objective and no other.'),
  journey: text.optional().describe('What users do that this measures, in a sentence.'),
})

export type SloYaml = z.infer<typeof slo>

const service = mapping({
  name: serviceName.describe('As people and pipelines call it.'),
  title: text,
  owner: mapping({ users: listOf(userId).optional(), groups: listOf(groupId).optional() })
    .refine(({ users = [], groups = [] }) => users.length + groups.length > 0, {
      error: 'nobody owns the service; name at least one user or group',
    })
    .describe('Who has the role service-owner here.'),
  journey: text.optional().describe('What users do with it, in a sentence.'),
  policy: name.optional().describe('File in policies/ without its ending. Default: default_policy.'),
  stakeholders: listOf(userId)
    .optional()
    .describe('Who is told of planned deployments and asked to watch them.'),
  slos: listOf(slo).min(1, { error: 'at least one SLO' }),
})

export type ServiceYaml = z.infer<typeof service>

export const slosSchema = mapping({
  services: listOf(service).min(1, { error: 'at least one service' }),
}).describe('Services and their SLOs.')

export type SlosYaml = z.infer<typeof slosSchema>
