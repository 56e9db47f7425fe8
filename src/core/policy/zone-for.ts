import type { People } from '../people/authority.ts'
import { type CurrentCatalog, governed } from './catalog.ts'

/**
 * The zone of the times that somebody writes and is answered with: their own, as the workspace knows it; else the policy's that
 * governs the service, or the first one where no service is meant.
 */
export async function zoneFor(
  { directory, catalog }: Pick<People, 'directory'> & { readonly catalog: CurrentCatalog },
  userId: string,
  service: string | null,
): Promise<string> {
  const identity = (await directory.identify([userId])).get(userId)
  if (identity?.known === true && identity.timeZone !== undefined) return identity.timeZone
  const current = catalog()
  const [first] = current.services.keys()
  return governed(current, service ?? first ?? '')?.policy.timeZone ?? 'UTC'
}
