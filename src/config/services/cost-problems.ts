import { CURRENCIES } from '../../core/cost/money.ts'
import { nearest } from '../../core/kernel/nearest.ts'
import type { Problem } from '../reading/problem.ts'
import type { Place } from '../reading/yaml-file.ts'
import type { CostYaml } from './cost-shape.ts'

/** What the cost of a service may have wrong. `countsRequests`: whether one of its SLOs does. */
export function costProblems(
  place: Place,
  cost: CostYaml | undefined,
  countsRequests: boolean,
): readonly Problem[] {
  if (cost === undefined) return []
  const { currency, per_failed_request: perRequest } = cost
  const meant = nearest(currency, CURRENCIES)
  return [
    ...(CURRENCIES.has(currency)
      ? []
      : [
          place
            .at('currency')
            .problem(
              `ISO 4217 has no currency ${currency}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
            ),
        ]),
    ...(perRequest !== undefined && !countsRequests
      ? [place.at('per_failed_request').problem('no SLO of the service counts requests; use per_bad_minute')]
      : []),
  ]
}
