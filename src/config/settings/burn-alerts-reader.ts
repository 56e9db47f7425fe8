import type { BurnRow, BurnTable } from '../../core/budgets/burn-tables.ts'
import {
  type BurnAlertAudience,
  type BurnAlertSettings,
  USUAL_BURN_ALERTS,
} from '../../core/burn-alerts/settings.ts'
import { millis } from '../reading/fields.ts'
import type { BurnAlertsYaml, BurnRowYaml, BurnTableYaml } from './burn-alerts-shape.ts'

export const burnTableOf = (yaml: BurnTableYaml): BurnTable =>
  typeof yaml === 'string' ? yaml : yaml.map(rowOf)

const rowOf = ({ name, severity, long, short, factor, budget_percent: spent = 0 }: BurnRowYaml): BurnRow => ({
  name,
  severity,
  longMs: millis(long),
  shortMs: millis(short, null),
  threshold: factor === undefined ? { kind: 'share', budgetShare: spent / 100 } : { kind: 'factor', factor },
})

export function burnAlertSettings(yaml: BurnAlertsYaml = {}): BurnAlertSettings {
  const usual = USUAL_BURN_ALERTS
  const of = (given: BurnAlertsYaml['page'], otherwise: BurnAlertAudience): BurnAlertAudience =>
    given === undefined
      ? otherwise
      : { mention: given.mention ?? [], dm: given.dm ?? [], mail: given.mail ?? [] }
  return {
    channel: yaml.channel ?? usual.channel,
    quietForMs: millis(yaml.quiet_for, usual.quietForMs),
    audiences: {
      page: of(yaml.page, usual.audiences.page),
      ticket: of(yaml.ticket, usual.audiences.ticket),
    },
    opensIncidents: yaml.incidents ?? usual.opensIncidents,
    link: yaml.link ?? usual.link,
  }
}
