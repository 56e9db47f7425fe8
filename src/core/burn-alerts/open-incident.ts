import type { JudgedRule } from '../budgets/burn-verdict.ts'
import type { Service } from '../budgets/slo.ts'
import { timesText } from '../budgets/times.ts'
import { type DetectedStores, openDetectedIncident } from '../incidents/detected-incident.ts'
import type { AlertKey } from '../incidents/incident.ts'
import { HOUR_MS } from '../kernel/time/duration.ts'
import type { BurnAlert } from './burn-alert.ts'
import type { AlertContext } from './context.ts'

/** The incident of an SLO's page, from one alert to the next. */
export const incidentKey = ({ service, slo }: Pick<BurnAlert, 'service' | 'slo'>): AlertKey => ({
  source: 'burn-alert',
  fingerprint: `${service}/${slo}`,
})

/**
 * How long it has burned when a rule fires, in milliseconds, if it has burned all the time as over the short lookback: what
 * the long lookback saw, at that rate. A rule with a single lookback cannot tell; it is given that, and an hour at most.
 */
export function burningForMs({ rule, longRate, shortRate }: JudgedRule): number {
  if (rule.shortMs === null || longRate === null || shortRate === null || shortRate <= 0)
    return Math.min(rule.longMs, HOUR_MS)
  return Math.min(rule.longMs, (longRate / shortRate) * rule.longMs)
}

/** Opens the incident of a page, posted in its thread. It began when the burn did, which is before the alert. */
export async function openIncident(
  stores: DetectedStores,
  alert: BurnAlert,
  { service, lead }: { readonly service: Service; readonly lead: JudgedRule },
  context: AlertContext,
): Promise<void> {
  const { told, thread, severity, slo, startedAt } = alert
  const key = incidentKey(alert)
  const title = service.slos.find(({ name }) => name === slo)?.title ?? slo
  const estimate = Math.round(startedAt - burningForMs(lead))
  const before = (await stores.incidents.episodes(key)).at(-1)?.endedAt ?? 0
  // The long lookback may still see the incident before this one, which is over.
  const began = estimate > before ? estimate : startedAt - (lead.rule.shortMs ?? 0)
  await openDetectedIncident(
    stores,
    {
      ...key,
      service,
      what: `BurnRate: ${title}`,
      severity,
      summary: `Over ${told.lookback} the budget burned ${timesText(told.burnRate)} times as fast as it allows`,
      url: told.link,
      aboutSlo: slo,
      toldIn: thread,
    },
    began,
    context,
  )
}
