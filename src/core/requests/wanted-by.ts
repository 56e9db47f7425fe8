import { type Catalog, governed } from '../policy/catalog.ts'
import type { Change } from './deploy-request.ts'
import type { Wanted } from '../calendar/day-slot.ts'

/** The day that a request asks for; undefined when its names are no longer configured. */
export function wantedBy(request: Change, catalog: Catalog): Wanted | undefined {
  const { service, risk, revision } = request
  const change = governed(catalog, service)?.policy.changes.get(request.change)
  return change && { service, change, risk, revision }
}
