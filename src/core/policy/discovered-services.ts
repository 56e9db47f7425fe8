import type { FollowedSlo } from '../budgets/discovered.ts'
import type { Service } from '../budgets/slo.ts'
import type { Catalog } from './catalog.ts'
import { withYoungWindows } from './young-window.ts'

/** A discovered service, and the source whose settings say who owns it. */
export interface DiscoveredService {
  readonly service: Service
  readonly source: string
}

export interface DiscoveredServices {
  readonly services: readonly DiscoveredService[]
  /** Found but not followed, because a configured service has the name. */
  readonly configured: readonly FollowedSlo[]
}

/**
 * The services that the followed SLOs make up, each under the policy of the source that described it first. A configured
 * service of the same name stands as it is written.
 */
export function discoveredServices(
  followed: readonly FollowedSlo[],
  configured: ReadonlyMap<string, Service>,
  settingsOf: (source: string) => Pick<Service, 'policy' | 'enforcement'>,
): DiscoveredServices {
  const byService = Map.groupBy(followed, ({ slo }) => slo.service)
  const services = [...byService].flatMap(([name, own]): readonly DiscoveredService[] => {
    const source = own[0]?.source
    if (configured.has(name) || source === undefined) return []
    const slos = own.map(({ slo }) => slo)
    return [{ service: { name, title: name, ...settingsOf(source), slos }, source }]
  })
  return { services, configured: followed.filter(({ slo }) => configured.has(slo.service)) }
}

/** The configured catalog and the services that were found beside it. */
export const withDiscovered = (catalog: Catalog, { services }: DiscoveredServices): Catalog =>
  services.length === 0
    ? catalog
    : {
        ...catalog,
        services: new Map([
          ...catalog.services,
          ...withYoungWindows(
            new Map(services.map(({ service }) => [service.name, service])),
            catalog.policies,
          ),
        ]),
      }
