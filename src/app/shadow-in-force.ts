import type { Catalog } from '../core/policy/catalog.ts'
import type { EndedShadow } from '../core/policy/ended-shadow.ts'

/** The catalog with the shadow that people ended, which the store keeps and this process remembers. */
export function shadowInForce(
  configured: () => Catalog,
  recorded: readonly EndedShadow[],
): { readonly catalog: () => Catalog; readonly onShadowEnded: (ended: readonly EndedShadow[]) => void } {
  let endedShadows = recorded
  let joined: { of: Catalog; with: readonly EndedShadow[]; is: Catalog } | undefined
  return {
    catalog: () => {
      const of = configured()
      if (joined?.of !== of || joined.with !== endedShadows)
        joined = { of, with: endedShadows, is: endedShadows.length === 0 ? of : { ...of, endedShadows } }
      return joined.is
    },
    onShadowEnded: (ended) => {
      endedShadows = ended
    },
  }
}
