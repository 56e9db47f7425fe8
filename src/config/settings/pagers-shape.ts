import type { z } from 'zod'
import { BURN_SEVERITIES } from '../../core/budgets/burn-rule.ts'
import { choice, envName, flag, listOf, mapping, matching, name, oneOf, text } from '../reading/fields.ts'
import { webAddress } from './source-shape.ts'

const region = choice(['us', 'eu']).optional().describe('Where the account is. Default: us.')

const pagerduty = mapping({
  routing_key_env: envName.describe(
    'Environment variable that holds the integration key of an Events API v2 integration.',
  ),
  region,
  url: webAddress('https://events.pagerduty.com').optional().describe('Another address of the Events API.'),
})

const responder = oneOf('responder', {
  team: text.optional(),
  schedule: text.optional(),
  escalation: text.optional(),
  user: text.optional(),
})

const opsgenie = mapping({
  api_key_env: envName.describe('Environment variable that holds the key of an API integration.'),
  region,
  responders: listOf(responder)
    .optional()
    .describe('Whom an alert goes to: team: payments. Default: whom the integration names.'),
  url: webAddress('https://api.opsgenie.com').optional().describe('Another address of the Alert API.'),
})

const pattern = matching(
  /^[a-z0-9*][a-z0-9*._-]*$/i,
  'the name of a service, in which * stands for any characters',
)

const pager = mapping({
  name: name.describe('The pager’s name in messages and in the log.'),
  pagerduty: pagerduty.optional(),
  opsgenie: opsgenie.optional(),
  services: listOf(pattern)
    .min(1, { error: 'at least one service, or leave it out for all' })
    .optional()
    .describe('Services that page here: [checkout, "payments-*"]. Default: all.'),
  levels: listOf(text)
    .optional()
    .describe('Of the levels whose policy notifies by: [pager], those that page here. Default: all of them.'),
  burn_alerts: listOf(choice(BURN_SEVERITIES))
    .optional()
    .describe('Severities of burn alerts that page here. Default: [page].'),
  incidents: flag
    .optional()
    .describe('Incidents that people enter or Alertmanager brings page here. Default: false.'),
  notices: listOf(name)
    .optional()
    .describe('Notices of policies that page here: [fast-burn]. Default: none.'),
}).refine(({ pagerduty: one, opsgenie: other }) => (one === undefined) !== (other === undefined), {
  error: 'a pager is either pagerduty or opsgenie; exactly one of the two',
})

export const pagers = listOf(pager).describe('Who is called by PagerDuty or Opsgenie, and for what.')

export type PagersYaml = z.infer<typeof pagers>
