import type { Service, Slo } from '../budgets/slo.ts'
import { governed } from '../policy/catalog.ts'
import type { Policy } from '../policy/policy.ts'
import type { PictureWorld } from './picture-world.ts'

export interface PicturedSlo {
  readonly service: Service
  readonly slo: Slo
  readonly policy: Policy
}

/** The SLO that is meant; where none is named the one that decides the service's level, or else its first. */
export async function picturedSlo(
  { catalog, store }: PictureWorld,
  name: { readonly service: string; readonly slo?: string },
): Promise<PicturedSlo | null> {
  const found = governed(catalog(), name.service)
  if (found === undefined) return null
  const { slos } = found.service
  const wanted = name.slo ?? (await store.statuses.of(name.service))?.slo ?? undefined
  const slo = slos.find((one) => one.name === wanted) ?? (name.slo === undefined ? slos[0] : undefined)
  return slo === undefined ? null : { ...found, slo }
}
