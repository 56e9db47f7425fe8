import { z } from 'zod'
import {
  duration,
  listOf,
  mapping,
  name,
  serviceName,
  share,
  text,
  userId,
  wholeNumber,
} from '../reading/fields.ts'
import { enforcement } from '../reading/enforcement-shape.ts'
import { links } from '../reading/links-shape.ts'
import { owner } from '../reading/owner-shape.ts'
import { burnTable } from '../settings/burn-alerts-shape.ts'
import { cost } from './cost-shape.ts'
import { sli } from './sli-shape.ts'
import { sloWindow } from './window-shape.ts'

const slice = duration.describe('How long a slice is, such as 1m.')
const target = share(99).describe('Success ratio in percent from which on a slice is good.')

const budgeting = mapping({
  timeslices: mapping({ slice, target })
    .optional()
    .describe('Each slice is good or bad; the budget is in slices.'),
  ratio_timeslices: mapping({ slice }).optional().describe('The mean of the slices’ success ratios.'),
})
  .refine((value) => Object.keys(value).length === 1, {
    error: 'budgeting is exactly one of timeslices, ratio_timeslices; without it events are counted',
  })
  .describe('How events become a share of the budget. Default: each event counts.')

const objective = z.number({ error: 'a percentage above 0 and below 100, such as 99.5' })

const slo = mapping({
  name: serviceName,
  title: text,
  objective: objective.describe('Percent, such as 99.5.'),
  window: sloWindow,
  sli,
  budgeting: budgeting.optional(),
  min_events: wholeNumber(1, 1_000_000_000)
    .optional()
    .describe(
      'With fewer events a lookback does not count: its burn rate is 0, and a whole window with fewer is missing.',
    ),
  burn_alerts: burnTable.optional().describe('Default: burn_alerts.rules of budgeteer.yaml.'),
  sla: objective.optional().describe('What customers were promised, in percent; at most the objective.'),
  rationale: text.optional().describe('Why the objective has this value.'),
  journey: text.optional().describe('What users do that this measures, in a sentence.'),
  links: links.optional(),
})

const featureFlag = mapping({
  provider: name.describe('One of flag_providers of budgeteer.yaml.'),
  flag: text.describe('Its key, as the provider has it.'),
  project: text.optional().describe('Of Unleash (default: default) and LaunchDarkly.'),
  environment: text.optional().describe('Of Unleash and LaunchDarkly: production.'),
  off: z
    .union([z.literal('disabled'), mapping({ variant: text.describe('Its name.') })], {
      error: 'disabled, or variant with the name of the one that everybody gets',
    })
    .optional()
    .describe('What off is: the flag disabled (the default), or, in a file of flagd, a default variant.'),
})

const service = mapping({
  name: serviceName.describe('As people and pipelines call it.'),
  title: text,
  owner: owner('nobody owns the service').describe('Who has the role service-owner here.'),
  journey: text.optional().describe('What users do with it, in a sentence.'),
  links: links.optional(),
  policy: name.optional().describe('File in policies/ without its ending. Default: default_policy.'),
  enforcement,
  stakeholders: listOf(userId)
    .optional()
    .describe('Who is notified of planned deployments and asked to watch them.'),
  cost: cost.optional(),
  flags: listOf(featureFlag)
    .optional()
    .describe('Its feature flags, which a notice of the policy may roll back.'),
  slos: listOf(slo).min(1, { error: 'at least one SLO' }),
})

export const slosShape = mapping({
  services: listOf(service).min(1, { error: 'at least one service' }),
}).describe('Services and their SLOs.')

export type SloYaml = z.infer<typeof slo>
export type ServiceYaml = z.infer<typeof service>
