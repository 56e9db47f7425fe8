import type { SliQuestion } from '../../src/core/budgets/sli-source.ts'
import type { Slo } from '../../src/core/budgets/slo.ts'

/** Every SLO over the same lookbacks. */
export const overEach = (slos: readonly Slo[], lookbacksMs: readonly number[]): SliQuestion[] =>
  slos.map((slo) => ({ slo, lookbacksMs }))
