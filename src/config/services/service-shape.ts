import { z } from 'zod'
import { sli } from './sli-shape.ts'
import { sloWindow } from './window-shape.ts'
import { burnTable } from '../settings/burn-alerts-shape.ts'
import { budgeting } from './budgeting-shape.ts'
import { owner } from '../reading/owner-shape.ts'
import { listOf, mapping, name, serviceName, text, userId, wholeNumber } from '../reading/fields.ts'

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
  burn_alerts: burnTable.optional().describe('Default: burn_alerts.rules of budgeteer.yaml.'),
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
  owner: owner.describe('Who has the role service-owner here.'),
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
