import type { IncidentStore } from '../incidents/incident.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { World } from '../policy/world.ts'
import type { RiskCatalogs } from './risk-catalog.ts'
import type { RiskStore } from './risk-store.ts'

export interface RiskStores {
  readonly risks: RiskStore
  readonly incidents: Pick<IncidentStore, 'byId' | 'since'>
  readonly audit: Pick<AuditLog, 'append'>
}

/** What the use cases of risks need from outside. */
export interface RiskWorld extends World<RiskStores, 'risks' | 'incidents'> {
  /** As configured now. */
  readonly riskCatalogs: () => RiskCatalogs
}
