import type { Missing, SliSample } from './sli-source.ts'
import type { CompositeMethod, CompositeSli, Slo } from './slo.ts'

export const COMPOSITE_METHODS = [
  'weighted',
  'worst',
  'product',
] as const satisfies readonly CompositeMethod[]

/** What a part did over some time. Null: nothing was asked of it, so that it says nothing. */
export interface PartRatio {
  readonly successRatio: number | null
  readonly weight: number
}

/** The success ratio of all parts with traffic, 0 to 1; undefined when none had any. Weights count among those alone. */
export function combinedRatio(method: CompositeMethod, parts: readonly PartRatio[]): number | undefined {
  const busy = parts.flatMap(({ successRatio, weight }) =>
    successRatio === null ? [] : { successRatio, weight },
  )
  if (busy.length === 0) return undefined
  switch (method) {
    case 'weighted': {
      // By what failed: the mean of small error ratios keeps digits that the mean of near-ones loses.
      const weights = busy.reduce((sum, { weight }) => sum + weight, 0)
      return (
        1 - busy.reduce((sum, { successRatio, weight }) => sum + weight * (1 - successRatio), 0) / weights
      )
    }
    case 'worst':
      return Math.min(...busy.map(({ successRatio }) => successRatio))
    case 'product':
      return busy.reduce((product, { successRatio }) => product * successRatio, 1)
  }
}

/**
 * Which share of what the composite lost each part lost, in their order; null for parts without traffic, and for all when
 * nothing was lost. Of a product by the logarithms of its factors, which add up; equally bad worst parts share.
 */
export function spentShares(
  method: CompositeMethod,
  parts: readonly PartRatio[],
): readonly (number | null)[] {
  const busy = parts.flatMap(({ successRatio }) => (successRatio === null ? [] : [successRatio]))
  const least = Math.min(...busy)
  const lost = parts.map(({ successRatio, weight }): number | null => {
    if (successRatio === null) return null
    switch (method) {
      case 'weighted':
        return weight * (1 - successRatio)
      case 'worst':
        return successRatio === least ? 1 - successRatio : 0
      case 'product':
        // Where a factor is nothing, so is the product, and no other factor matters.
        return least > 0 ? -Math.log(successRatio) : successRatio > 0 ? 0 : 1
    }
  })
  const all = lost.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  return lost.map((one) => (one === null || all <= 0 ? null : one / all))
}

/** What each part's sample over a lookback makes of the composite's. One part that is missing makes it missing. */
export function compositeSample(
  { method, parts }: CompositeSli,
  ratioOf: (slo: Slo) => number | null | Missing,
): SliSample {
  const ratios: PartRatio[] = []
  for (const { slo, weight } of parts) {
    const ratio = ratioOf(slo)
    if (typeof ratio === 'object' && ratio !== null)
      return { ...ratio, detail: `its part ${slo.service}/${slo.name}: ${ratio.detail}` }
    ratios.push({ successRatio: ratio, weight })
  }
  const ratio = combinedRatio(method, ratios)
  return ratio === undefined
    ? { kind: 'missing', reason: 'no_traffic', detail: 'none of its parts had traffic' }
    : { kind: 'success-ratio', ratio }
}
