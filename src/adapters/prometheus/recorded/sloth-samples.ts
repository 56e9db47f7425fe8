import type { SliSample } from '../../../core/budgets/sli-source.ts'
import type { BySlo } from './by-slo.ts'
import { agreed, recordedSample } from './recorded-sample.ts'
import { RememberedSamples } from './remembered-samples.ts'
import { lookbackNames, SLI_ERROR } from './series-names.ts'

/** Sloth's series over these lookbacks, in one query for every SLO that there is. */
export const slothQuery = (lookbacksMs: readonly number[]): string =>
  `{__name__=~"${lookbacksMs
    .flatMap(lookbackNames)
    .map((name) => SLI_ERROR + name)
    .join('|')}"}`

/** Filled with what is recorded of one SLO. */
export type Samples = Map<number, SliSample>

/** Which SLO a series is about, and which lookback its name says. */
interface SlothKey {
  readonly series: string
  readonly service: string
  readonly slo: string
}

/** What answers to `slothQuery` are read with: one for each server. */
export type SlothMemory = RememberedSamples<SlothKey>

export const slothMemory = (): SlothMemory =>
  new RememberedSamples(({ __name__: series, sloth_service: service, sloth_slo: slo }) =>
    series === undefined || service === undefined || slo === undefined ? undefined : { series, service, slo },
  )

/** Puts the answer to `slothQuery` where it belongs. False when it is no vector. */
export function fillFromSloth(
  memory: SlothMemory,
  data: unknown,
  lookbacksMs: readonly number[],
  wanted: BySlo<{ readonly samples: Samples }>,
): boolean {
  const lookbackOf = new Map(
    lookbacksMs.flatMap((ms) => lookbackNames(ms).map((name) => [SLI_ERROR + name, ms] as const)),
  )
  // Neighbours tend to be of one SLO, or of one lookback.
  const last: {
    series: string
    lookbackMs: number
    service: string
    slo: string
    samples?: Samples | undefined
  } = { series: '', lookbackMs: 0, service: '', slo: '' }
  return memory.each(data, ({ series, service, slo }, errorRatio) => {
    if (series !== last.series) {
      last.series = series
      last.lookbackMs = lookbackOf.get(series) ?? 0
    }
    if (service !== last.service || slo !== last.slo) {
      last.service = service
      last.slo = slo
      last.samples = wanted.get(service, slo)?.samples
    }
    const { samples, lookbackMs } = last
    if (samples === undefined || lookbackMs === 0) return
    const sample = recordedSample(errorRatio, lookbackMs)
    samples.set(lookbackMs, agreed(samples.get(lookbackMs), sample, lookbackMs))
  })
}
