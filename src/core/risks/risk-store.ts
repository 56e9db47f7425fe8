import type { RiskAct } from './acceptance.ts'

/** That an incident was a case of a risk, as SRE says. */
export interface IncidentRisk {
  readonly incident: string
  readonly catalog: string
  readonly risk: string
  /** Slack user id. */
  readonly by: string
  readonly at: number
}

/** Port: what people decided about risks, and which incidents they were seen in. */
export interface RiskStore {
  /** The newest of each risk. */
  acts(): Promise<readonly RiskAct[]>
  saveAct(act: RiskAct): Promise<void>
  /** Those of a catalog. */
  incidentRisks(catalog: string): Promise<readonly IncidentRisk[]>
  riskOf(incident: string): Promise<IncidentRisk | undefined>
  /** An incident is a case of one risk. */
  saveIncidentRisk(incidentRisk: IncidentRisk): Promise<void>
  forgetIncidentRisk(incident: string): Promise<void>
  /** When the record begins, in epoch milliseconds; undefined while there is none. */
  recordSince(): Promise<number | undefined>
}
