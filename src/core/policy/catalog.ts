import type { MaintenanceWindow } from '../budgets/maintenance.ts'
import type { Service } from '../budgets/slo.ts'
import type { EndedShadow } from './ended-shadow.ts'
import type { FreezeWindow } from './freeze-window.ts'
import type { Policy } from './policy.ts'

/** What is watched, and under which rules: the checked configuration, as the concepts see it. */
export interface Catalog {
  readonly services: ReadonlyMap<string, Service>
  readonly policies: ReadonlyMap<string, Policy>
  /** Scheduled freezes. */
  readonly windows?: readonly FreezeWindow[]
  /** What is left out of the budgets. */
  readonly maintenance?: readonly MaintenanceWindow[]
  /** Shadow of this configuration that people ended. */
  readonly endedShadows?: readonly EndedShadow[]
}

/** Read at each use, so that a changed configuration is taken up between two decisions, never within one. */
export type CurrentCatalog = () => Catalog

/** The policies that govern some service. */
export function policiesInUse({ services, policies }: Catalog): Policy[] {
  const used = new Set([...services.values()].map(({ policy }) => policy))
  return [...policies.values()].filter(({ name }) => used.has(name))
}

/** A service with the policy that governs it; undefined for an unknown service. */
export function governed(
  catalog: Catalog,
  serviceName: string,
): { readonly service: Service; readonly policy: Policy } | undefined {
  const service = catalog.services.get(serviceName)
  const policy = service && catalog.policies.get(service.policy)
  return service && policy && { service, policy }
}
