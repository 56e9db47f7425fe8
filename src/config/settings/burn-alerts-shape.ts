import { z } from 'zod'
import { BURN_SEVERITIES } from '../../core/budgets/burn-rule.ts'
import { BURN_TABLES } from '../../core/budgets/burn-tables.ts'
import { linkAddress } from '../reading/links-shape.ts'
import { choice, duration, flag, listOf, mapping, name, pause, positive, share } from '../reading/fields.ts'

const TABLE = `${BURN_TABLES.join(', ')}, off, or a list of rules of your own`

const row = mapping({
  name,
  severity: choice(BURN_SEVERITIES).describe('page: somebody looks now; ticket: in office hours.'),
  long: duration.describe('The long lookback: whether the burn matters, such as 1h.'),
  short: duration
    .optional()
    .describe('The short lookback: whether the burn goes on, such as 5m. Default: none.'),
  factor: positive('a burn rate above 0, such as 14.4')
    .optional()
    .describe('Fires above this burn rate: 14.4 spends 2 % of a 30-day budget in an hour.'),
  budget_percent: share(2)
    .optional()
    .describe('Instead of factor: the share of the budget that may go in the long lookback, in percent.'),
}).refine(({ factor, budget_percent: spent }) => (factor === undefined) !== (spent === undefined), {
  error: 'a rule fires above either factor or budget_percent; exactly one of the two',
})

export type BurnRowYaml = z.infer<typeof row>

/** Which rules fire burn alerts. */
export const burnTable = z
  .union([choice([...BURN_TABLES, 'off']), listOf(row).min(1, { error: TABLE })], { error: TABLE })
  .describe('When the budget burns fast enough for an alert: workbook, fast-slow-critical, off, or rules.')

export type BurnTableYaml = z.infer<typeof burnTable>

const audience = mapping({
  mention: listOf(name).optional().describe('Roles that the message mentions.'),
  dm: listOf(name).optional().describe('Roles whose people get a direct message.'),
  mail: listOf(name).optional().describe('Lists of mail.lists.'),
})

export const burnAlerts = mapping({
  rules: burnTable.optional().describe('For SLOs without rules of their own. Default: workbook.'),
  channel: choice(['announcements', 'approvals', 'incidents']).optional().describe('Default: incidents.'),
  quiet_for: pause
    .optional()
    .describe('An alert is over when none of its rules has fired for so long. Default: 5m.'),
  page: audience.optional().describe('Recipients of alerts that page. Default: mention: [service-owner].'),
  ticket: audience.optional().describe('Recipients of alerts that are tickets. Default: only the channel.'),
  incidents: flag.optional().describe('An alert that pages opens an incident. Default: true.'),
  link: linkAddress
    .optional()
    .describe('The dashboard of SLOs whose links name none: https://grafana.example.com/d/slo?var-slo={slo}'),
}).describe('Burn alerts: who is alerted when a budget burns too fast, and by which rules.')

export type BurnAlertsYaml = z.infer<typeof burnAlerts>
