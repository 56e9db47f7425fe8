import { z } from 'zod'
import { BURN_SEVERITIES } from '../../core/budgets/burn-rule.ts'
import { type BurnRow, BURN_TABLES, type BurnTable } from '../../core/budgets/burn-tables.ts'
import {
  type BurnAlertAudience,
  type BurnAlertSettings,
  USUAL_BURN_ALERTS,
} from '../../core/burn-alerts/settings.ts'
import { choice, duration, flag, listOf, mapping, millis, name, pause, positive, text } from '../reading/fields.ts'

const TABLE = `${BURN_TABLES.join(', ')}, off, or a list of rules of your own`

const row = mapping({
  name,
  severity: choice(BURN_SEVERITIES).describe('page: somebody looks now; ticket: in office hours.'),
  long: duration.describe('The lookback that says that it matters, such as 1h.'),
  short: duration.optional().describe('The lookback that says that it goes on, such as 5m. Default: none.'),
  factor: positive('a burn rate above 0, such as 14.4')
    .optional()
    .describe('Fires above this burn rate: 14.4 spends 2 % of a 30-day budget in an hour.'),
  budget_percent: positive('a percentage above 0 and up to 100, such as 2')
    .lte(100, { error: 'a percentage above 0 and up to 100, such as 2' })
    .optional()
    .describe('Instead of factor: the share of the budget that may go in the long lookback, in percent.'),
}).refine(({ factor, budget_percent: share }) => (factor === undefined) !== (share === undefined), {
  error: 'a rule fires above either factor or budget_percent; exactly one of the two',
})

export type BurnRowYaml = z.infer<typeof row>

/** Which rules fire burn alerts. */
export const burnTable = z
  .union([choice([...BURN_TABLES, 'off']), listOf(row).min(1, { error: TABLE })], { error: TABLE })
  .describe('When the budget burns fast enough to tell people: workbook, fast-slow-critical, off, or rules.')

export type BurnTableYaml = z.infer<typeof burnTable>

export function burnTableOf(yaml: BurnTableYaml): BurnTable {
  return typeof yaml === 'string' ? yaml : yaml.map(rowOf)
}

const rowOf = ({
  name: own,
  severity,
  long,
  short,
  factor,
  budget_percent: share = 0,
}: BurnRowYaml): BurnRow => ({
  name: own,
  severity,
  longMs: millis(long),
  shortMs: short === undefined ? null : millis(short),
  threshold: factor === undefined ? { kind: 'share', budgetShare: share / 100 } : { kind: 'factor', factor },
})

const audience = mapping({
  mention: listOf(name).optional().describe('Roles that the message calls by name.'),
  dm: listOf(name).optional().describe('Roles whose people get a direct message.'),
  mail: listOf(name).optional().describe('Lists of mail.lists.'),
})

const LINK = 'an http or https address; {service} and {slo} stand for their names'

export const burnAlerts = mapping({
  rules: burnTable.optional().describe('For SLOs that say nothing of their own. Default: workbook.'),
  channel: choice(['announcements', 'approvals', 'incidents']).optional().describe('Default: incidents.'),
  quiet_for: pause
    .optional()
    .describe('An alert is over when none of its rules has fired for so long. Default: 5m.'),
  page: audience.optional().describe('Who hears of alerts that page. Default: mention: [service-owner].'),
  ticket: audience.optional().describe('Who hears of alerts that are tickets. Default: the channel alone.'),
  incidents: flag.optional().describe('An alert that pages opens an incident. Default: true.'),
  link: text
    .regex(/^https?:\/\/\S+$/, { error: LINK })
    .optional()
    .describe('Where people look further: https://grafana.example.com/d/slo?var-service={service}'),
}).describe('Burn alerts: who is told when a budget burns too fast, and by which rules.')

export type BurnAlertsYaml = z.infer<typeof burnAlerts>

export function burnAlertSettings(yaml: BurnAlertsYaml = {}): BurnAlertSettings {
  const usual = USUAL_BURN_ALERTS
  const of = (given: BurnAlertsYaml['page'], otherwise: BurnAlertAudience): BurnAlertAudience =>
    given === undefined
      ? otherwise
      : { mention: given.mention ?? [], dm: given.dm ?? [], mail: given.mail ?? [] }
  return {
    channel: yaml.channel ?? usual.channel,
    quietForMs: yaml.quiet_for === undefined ? usual.quietForMs : millis(yaml.quiet_for),
    audiences: {
      page: of(yaml.page, usual.audiences.page),
      ticket: of(yaml.ticket, usual.audiences.ticket),
    },
    opensIncidents: yaml.incidents ?? usual.opensIncidents,
    link: yaml.link ?? usual.link,
  }
}
