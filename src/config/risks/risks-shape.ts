import type { z } from 'zod'
import {
  duration,
  flag,
  listOf,
  mapping,
  matching,
  name,
  pause,
  positive,
  serviceName,
  share,
  text,
} from '../reading/fields.ts'

const objective = positive('a percentage above 0 and below 100, such as 99.9')
const address = matching(/^https?:\/\/\S+$/i, 'an http or https address')

const ettd = pause.describe(
  'Estimated time to detection: from the failure until a person or a machine knows of it.',
)
const ettr = pause.describe('Estimated time to resolution, once it is known.')
const users = share(25).describe('Percent of the users that it hits.')
const ettf = duration.describe('Estimated time to failure: from one such incident to the next, such as 90d.')

const mitigation = mapping({
  title: text.describe('What would be done.'),
  ettd: ettd.optional(),
  ettr: ettr.optional(),
  users: users.optional(),
  ettf: ettf.optional(),
  effort_days: positive('a number of person-days above 0, such as 10')
    .optional()
    .describe('Person-days that it takes.'),
  cost: text.optional().describe('What else it costs, in words.'),
})
  .refine(({ ettd, ettr, users, ettf }) => [ettd, ettr, users, ettf].some((figure) => figure !== undefined), {
    error: 'a mitigation changes at least one of ettd, ettr, users, ettf',
  })
  .describe('Something that could be done: the figures that it changes, as they would be afterwards.')

const risk = mapping({
  name: name.describe('As people and the record call it; keep it when the title changes.'),
  title: text,
  ettd,
  ettr,
  users,
  ettf,
  accepted: flag
    .optional()
    .describe('Whether it is accepted until a person decides about it. Default: false.'),
  link: address.optional().describe('Where more is written about it.'),
  mitigations: listOf(mitigation).optional(),
})

const catalog = mapping({
  name: name.describe('As commands and addresses call it.'),
  title: text,
  services: listOf(serviceName).min(1).describe('The services that share this budget.'),
  target: objective
    .optional()
    .describe('Target availability in percent. Default: the objective of the SLO that `slo` names.'),
  slo: serviceName
    .optional()
    .describe(
      'An SLO of the one service, whose objective is the target. Default: its only SLO, or the one called availability.',
    ),
  single_risk: share(25)
    .optional()
    .describe('Percent of the year’s budget that a single risk may take. Default: 25.'),
  risks: listOf(risk),
})

export const risksShape = mapping({
  accepted_by: listOf(name)
    .min(1)
    .optional()
    .describe(
      'Roles that may accept a risk and take it back: one of them, held for every service of the catalog. Default: service-owner and sre.',
    ),
  catalogs: listOf(catalog),
}).describe('What may go wrong, how often and for how long, against the budget of a year.')

export type RisksYaml = z.infer<typeof risksShape>
export type RiskCatalogYaml = z.infer<typeof catalog>
export type RiskYaml = z.infer<typeof risk>
export type MitigationYaml = z.infer<typeof mitigation>
