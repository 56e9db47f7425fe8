import type { Slo } from '../../../core/budgets/slo.ts'
import { promqlString } from '../../../core/budgets/selector.ts'

/** 1 − burn rate over the whole window: 1 is untouched, negative overspent. */
export const PERIOD_REMAINING = 'slo:period_error_budget_remaining:ratio'

type Named = Pick<Slo, 'service' | 'name'>

/** The labels by which Sloth's dashboards tell SLOs apart. */
export const slothLabels = ({ service, name }: Named): Readonly<Record<string, string>> => ({
  sloth_id: `${service}-${name}`,
  sloth_service: service,
  sloth_slo: name,
})

/** A recorded series of one SLO. Its id alone may be that of two: `a-b` has a `c`, `a` a `b-c`. */
export const seriesOf = (series: string, { service, name }: Named): string =>
  `${series}{sloth_service=${promqlString(service)},sloth_slo=${promqlString(name)}}`
