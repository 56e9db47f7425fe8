import { z } from 'zod'
import { choice, envName, mapping, name, text, timeZone, userId } from '../reading/fields.ts'
import { webAddress } from './source-shape.ts'

const pagerduty = mapping({
  schedule: text.describe('Id of the schedule, as its address in PagerDuty has it: PABC123.'),
  token_env: envName.describe(
    'Environment variable that holds a token of the REST API; one that only reads will do.',
  ),
  region: choice(['us', 'eu']).optional().describe('Where the account is. Default: us.'),
  url: webAddress('https://api.pagerduty.com').optional().describe('Another address of the REST API.'),
})

const icalendar = mapping({
  url_env: envName.describe('Environment variable that holds the address of the feed.'),
  time_zone: timeZone.optional().describe('Of events that name none. Default: that of budgeteer.yaml.'),
})

const rota = mapping({
  pagerduty: pagerduty.optional(),
  icalendar: icalendar.optional(),
  people: z
    .record(text, userId)
    .optional()
    .describe(
      'Slack users by the mail address or the name that the rota has: ines@example.com: U0INES. Other mail addresses are looked up in Slack.',
    ),
}).refine(({ pagerduty: one, icalendar: other }) => (one === undefined) !== (other === undefined), {
  error: 'a rota is either pagerduty or icalendar; exactly one of the two',
})

export const onCall = z
  .record(name, rota)
  .describe(
    'Roles that whoever is on duty fills: sre-on-call, from a PagerDuty schedule or an iCalendar feed.',
  )

export type OnCallYaml = z.infer<typeof onCall>
