import { usableRules } from '../core/budgets/burn-tables.ts'
import type { FollowedSlo } from '../core/budgets/discovered.ts'
import type { Service } from '../core/budgets/slo.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { DiscoverySettings } from '../config/settings/source-reader.ts'
import type { Settings } from '../config/settings/settings-reader.ts'
import type { RoleBook } from '../core/people/role-book.ts'
import type { Catalog } from '../core/policy/catalog.ts'
import { discoveredServices, withDiscovered } from '../core/policy/discovered-services.ts'

/** Sources that are searched for SLOs, in the order of the configuration. */
export const searchedSources = ({
  sources,
}: Settings): readonly { readonly name: string; readonly discover: DiscoverySettings }[] =>
  [...sources.values()].flatMap(({ name, discover }) => (discover === null ? [] : [{ name, discover }]))

/** Whether the settings of its source include an SLO. */
export function wantedBy(settings: Settings): (found: Pick<FollowedSlo, 'slo' | 'source'>) => boolean {
  const patterns = new Map(
    searchedSources(settings).map(({ name, discover: { services } }) => [
      name,
      services === null ? /^/ : new RegExp(`^(?:${services})$`, 'u'),
    ]),
  )
  return ({ slo, source }) => patterns.get(source)?.test(slo.service) === true
}

/** Catalog and role book with the services that were found beside the configured ones. */
export function discoveredConfiguration(
  { settings, catalog, roleBook }: Pick<Configuration, 'settings' | 'catalog' | 'roleBook'>,
  followed: readonly FollowedSlo[],
): { readonly catalog: Catalog; readonly roleBook: RoleBook; readonly configured: readonly FollowedSlo[] } {
  const settingsOf = (source: string): Pick<Service, 'policy' | 'enforcement'> => {
    const { policy, enforcement } = settings.sources.get(source)?.discover ?? {}
    return { policy: policy ?? settings.defaultPolicy, ...(enforcement && { enforcement }) }
  }
  const watched = followed.map((one) => {
    const { window, objective } = one.slo
    return { ...one, slo: { ...one.slo, burnRules: usableRules(settings.burnTable, window, objective) } }
  })
  const found = discoveredServices(watched, catalog.services, settingsOf)
  if (found.services.length === 0) return { catalog, roleBook, configured: found.configured }
  const owners = new Map(roleBook.owners)
  for (const { service, source } of found.services) {
    const owner = settings.sources.get(source)?.discover?.owner
    if (owner !== undefined) owners.set(service.name, owner)
  }
  return {
    catalog: withDiscovered(catalog, found),
    roleBook: { ...roleBook, owners },
    configured: found.configured,
  }
}
