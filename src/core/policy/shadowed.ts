import type { Catalog } from './catalog.ts'
import { isInShadow, knowsShadow } from './enforcement.ts'
import { UNKNOWN_LEVEL } from './policy.ts'
import type { StatusStore } from './status.ts'

/** Those of these services that are in shadow at the level that they are at now. */
export async function shadowedAmong(
  statuses: Pick<StatusStore, 'of'>,
  catalog: Catalog,
  services: Iterable<string>,
): Promise<ReadonlySet<string>> {
  if (!knowsShadow(catalog)) return new Set()
  const shadowed = new Set<string>()
  for (const service of new Set(services)) {
    const level = (await statuses.of(service))?.level ?? UNKNOWN_LEVEL
    if (isInShadow(catalog, service, level)) shadowed.add(service)
  }
  return shadowed
}

/** What binds, and what is in shadow, apart: each is told in its own channel. Parts without anything are left out. */
export function apart<One>(
  all: readonly One[],
  isShadowed: (one: One) => boolean,
): readonly { readonly isShadow: boolean; readonly part: readonly One[] }[] {
  return [false, true]
    .map((isShadow) => ({ isShadow, part: all.filter((one) => isShadowed(one) === isShadow) }))
    .filter(({ part }) => part.length > 0)
}
