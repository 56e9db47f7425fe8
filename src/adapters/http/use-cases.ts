import type { PushedCount } from '../../core/budgets/pushed-counts.ts'
import type { StatusReport } from '../../core/status/status-report.ts'
import type { DeploymentReport, ReportOutcome } from '../../core/rollouts/report-deployment.ts'
import type { GateCall, GateOutcome } from '../../core/requests/outcome.ts'
import type { ReceivedAlert } from '../../core/incidents/alert.ts'
import type { Incident, IncidentNote } from '../../core/incidents/incident.ts'
import type { Catalog } from '../../core/policy/catalog.ts'
import type { TakenAlerts } from '../../core/incidents/take-alerts.ts'

/** Everything that the HTTP API calls. compose.ts fills it in. */
export interface HttpUseCases {
  catalog(): Catalog
  status(service?: string): Promise<StatusReport>
  /** Calls made in the same tick share one transaction. */
  askGate(call: GateCall): Promise<GateOutcome>
  /** What a pipeline tells of a deployment; the caller has checked that the service exists. */
  reportDeployment(report: DeploymentReport): Promise<ReportOutcome>
  /** Planned deployments and freezes in iCalendar form. */
  calendarFeed(): Promise<string>
  /** Rejects nothing of form; the caller has checked that each SLO exists and is of kind `pushed`. */
  pushCounts(counts: readonly PushedCount[]): Promise<{ readonly added: number; readonly repeated: number }>
  /** Alerts that Alertmanager brings; those that name no known service are answered as ignored. */
  takeAlerts(alerts: readonly ReceivedAlert[]): Promise<TakenAlerts>
  /** Those that lasted past `since`, oldest first, `most` at the most (the newest), with what people noted beside them. */
  incidentsWithNotes(
    service: string | undefined,
    since: number,
    most: number,
  ): Promise<readonly { readonly incident: Incident; readonly notes: readonly IncidentNote[] }[]>
  /** Each part that must be well before traffic is taken, with what ails it. */
  readiness(): Promise<
    readonly {
      readonly part: 'slack' | 'store' | 'poll' | 'configuration'
      readonly ok: boolean
      readonly detail: string
    }[]
  >
}
