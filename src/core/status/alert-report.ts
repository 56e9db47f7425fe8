import type { AlertReport } from './status-report.ts'
import { burnRateOver } from '../budgets/burn-verdict.ts'
import type { Reading } from '../budgets/reading.ts'
import { parseDuration } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { burnFigures } from '../burn-alerts/alert-facts.ts'
import type { BurnAlert } from '../burn-alerts/burn-alert.ts'
import type { Evaluated } from '../burn-alerts/evaluated-rules.ts'
import { burnStep } from '../burn-alerts/step.ts'

/** The alerts that go on, by service, with the burn rates of the latest readings as far as these have them. */
export function alertReports(
  open: readonly BurnAlert[],
  latest: readonly Reading[],
): (service: string) => readonly AlertReport[] {
  const now = (report: AlertReport, service: string): AlertReport => {
    const reading = latest.find((one) => one.service === service && one.slo === report.slo)
    const rate = burnRateOver(reading, parseDuration(report.lookback) ?? 0)
    return rate === null ? report : { ...report, burnRate: rate }
  }
  return (service) =>
    open.filter((alert) => alert.service === service).map((alert) => now(reportOf(alert), service))
}

const reportOf = ({ slo, severity, startedAt, rules, told }: BurnAlert): AlertReport => ({
  slo,
  severity,
  since: isoTime(startedAt),
  rules,
  burnRate: told.burnRate,
  lookback: told.lookback,
})

/** The alerts that would go on after a poll with these readings, without posting anything. */
export function alertsAfter(
  open: readonly BurnAlert[],
  evaluated: readonly Evaluated[],
  at: number,
  quietForMs: number,
): (service: string) => readonly AlertReport[] {
  const reports = evaluated.flatMap((one): { service: string; report: AlertReport }[] => {
    const { service, slo, severity, judged, reading } = one
    const before = open.find(
      (alert) => alert.service === service.name && alert.slo === slo.name && alert.severity === severity,
    )
    const step = burnStep(before, judged, at, quietForMs)
    if (step.kind === 'none' || step.kind === 'ended') return []
    const [lead] = step.firing
    const told = before && reportOf(before)
    if (lead === undefined || reading?.kind !== 'measured')
      return told === undefined ? [] : [{ service: service.name, report: told }]
    const { burnRate, lookback } = burnFigures(slo, reading, lead)
    const rules = [...new Set([...(told?.rules ?? []), ...step.firing.map(({ rule }) => rule.name)])]
    const report = { slo: slo.name, severity, since: told?.since ?? isoTime(at), rules, burnRate, lookback }
    return [{ service: service.name, report }]
  })
  return (service) => reports.filter((one) => one.service === service).map(({ report }) => report)
}
