import { ALL_SERVICES } from '../../../core/freezes/declared-freeze.ts'
import { governed } from '../../../core/policy/catalog.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import { resolveName } from './resolve-name.ts'
import type { ResolvedName } from './resolve-name.ts'

/** What `<service|all>` means. A service that is called `all` is not to be had by that name. */
export function resolveScope(typed: string, catalog: Catalog): ResolvedName {
  return typed.toLowerCase() === 'all'
    ? { kind: 'resolved', name: ALL_SERVICES }
    : resolveName(typed, catalog.services.keys(), 'service')
}

/** The zone in which times are read that people type about a scope: its policy's. */
export function zoneOf(scope: string, catalog: Catalog): string {
  const [first] = catalog.services.keys()
  return governed(catalog, scope === ALL_SERVICES ? (first ?? '') : scope)?.policy.timeZone ?? 'UTC'
}
