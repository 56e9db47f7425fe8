import type { NewestSample } from '../../src/core/budgets/newest-sample.ts'
import { sloKey } from '../../src/core/budgets/slo.ts'
import { windowAt } from '../../src/core/budgets/slo-window.ts'
import type {
  MissingReason,
  SliMeasurement,
  SliSample,
  SliSource,
} from '../../src/core/budgets/sli-source.ts'

/** A source that answers every question with the budget that was set, or with what is wrong. */
export class BudgetSource implements SliSource {
  readonly #samples = new Map<string, SliSample>()
  /** Burn rate over every lookback. */
  burnRate = 0
  /** Share of the events that fail over every lookback but the window, in place of burn rates. */
  failedRatio: number | null = null
  /** The newest samples of single SLOs, by `sloKey`; of others the source cannot tell. */
  readonly newest = new Map<string, NewestSample>()
  /** How much of each window there is data for; null where the source cannot tell. */
  coverage: number | null = null
  /** Burn rates of single SLOs, by `sloKey`, and there by lookback; null is one that is not known. */
  readonly burnRates = new Map<string, ReadonlyMap<number, number | null>>()

  set(service: string, remainingRatio: number, slo = 'availability'): void {
    this.#samples.set(sloKey({ service, name: slo }), { kind: 'remaining', remainingRatio })
  }

  lose(service: string, reason: MissingReason = 'source_timeout', slo = 'availability'): void {
    this.#samples.set(sloKey({ service, name: slo }), { kind: 'missing', reason, detail: 'so it was set' })
  }

  measure: SliSource['measure'] = (questions, at) =>
    Promise.resolve(
      new Map(
        questions.map(({ slo, lookbacksMs }): [string, SliMeasurement] => {
          const whole = this.#samples.get(sloKey(slo)) ?? { kind: 'remaining', remainingRatio: 1 }
          const samples = lookbacksMs.map((lookbackMs): [number, SliSample] => [
            lookbackMs,
            lookbackMs === windowAt(slo.window, at).lookbackMs
              ? whole
              : this.#burning(sloKey(slo), lookbackMs),
          ])
          const newest = this.newest.get(sloKey(slo))
          const { coverage } = this
          return [
            sloKey(slo),
            { samples: new Map(samples), ...(newest && { newest }), ...(coverage !== null && { coverage }) },
          ]
        }),
      ),
    )

  #burning(key: string, lookbackMs: number): SliSample {
    if (this.failedRatio !== null) return { kind: 'success-ratio', ratio: 1 - this.failedRatio }
    const own = this.burnRates.get(key)?.get(lookbackMs)
    return own === null
      ? { kind: 'missing', reason: 'no_data', detail: 'so it was set' }
      : { kind: 'burn-rate', burnRate: own ?? this.burnRate }
  }
}
