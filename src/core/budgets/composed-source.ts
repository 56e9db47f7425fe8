import { compositeSample } from './composite.ts'
import { firstToStop } from './newest-sample.ts'
import { countedSamples } from './reading-of.ts'
import type { Missing, SliMeasurement, SliQuestion, SliSample, SliSource } from './sli-source.ts'
import { type Slo, sloKey } from './slo.ts'
import { windowAt } from './slo-window.ts'
import { youngFactors } from './young.ts'

/**
 * Works composites out from their parts, over the same lookbacks and at the same time. `source` is asked for each part
 * once, whether for itself or for composites, and never for a composite.
 */
export function composedSource(source: SliSource): SliSource {
  return {
    measure: async (questions, at, signal) => {
      if (questions.every(({ slo }) => slo.sli.kind !== 'composite'))
        return source.measure(questions, at, signal)
      const plain = await source.measure(plainQuestions(questions), at, signal)
      return new Map(
        questions.map(({ slo, lookbacksMs }) => [sloKey(slo), measured(slo, lookbacksMs, plain, at)]),
      )
    },
  }
}

/** The parts of a composite and the parts of those; of an SLO of another kind, none. */
export const allParts = ({ sli }: Slo): readonly Slo[] =>
  sli.kind === 'composite' ? sli.parts.flatMap(({ slo }) => [slo, ...allParts(slo)]) : []

/** The parts of a composite that are none themselves, however deep; an SLO of another kind is its own part. */
export const plainParts = (slo: Slo): readonly Slo[] =>
  slo.sli.kind === 'composite' ? slo.sli.parts.flatMap((part) => plainParts(part.slo)) : [slo]

function plainQuestions(questions: readonly SliQuestion[]): readonly SliQuestion[] {
  const wanted = new Map<string, { readonly slo: Slo; readonly lookbacksMs: Set<number> }>()
  for (const { slo, lookbacksMs } of questions)
    for (const part of plainParts(slo)) {
      const asked = wanted.get(sloKey(part)) ?? { slo: part, lookbacksMs: new Set() }
      lookbacksMs.forEach((lookbackMs) => asked.lookbacksMs.add(lookbackMs))
      wanted.set(sloKey(part), asked)
    }
  return [...wanted.values()].map(({ slo, lookbacksMs }) => ({ slo, lookbacksMs: [...lookbacksMs] }))
}

const NOTHING: SliMeasurement = { samples: new Map() }

function measured(
  slo: Slo,
  lookbacksMs: readonly number[],
  plain: ReadonlyMap<string, SliMeasurement>,
  at: number,
): SliMeasurement {
  const { sli } = slo
  if (sli.kind !== 'composite') return plain.get(sloKey(slo)) ?? NOTHING
  const parts = new Map(
    sli.parts.map((part) => [part.slo, measured(part.slo, lookbacksMs, plain, at)] as const),
  )
  const counted = new Map([...parts].map(([part, { samples }]) => [part, countedSamples(part, samples)]))
  const ratioOver = (part: Slo, lookbackMs: number): number | null | Missing => {
    const ratio = successRatio(part, counted.get(part)?.get(lookbackMs), lookbackMs, at)
    if (typeof ratio !== 'number') return ratio
    const factor = factorOf(part, parts.get(part), lookbackMs, at)
    return factor < 1 ? 1 - (1 - ratio) * factor : ratio
  }
  const samples = lookbacksMs.map((lookbackMs): readonly [number, SliSample] => [
    lookbackMs,
    compositeSample(sli, (part) => ratioOver(part, lookbackMs)),
  ])
  return { samples: new Map(samples), isYoungAllowedFor: true, ...besides([...parts.values()]) }
}

/** What counts of what was bad in a part: a young part must not spend what its elders keep. */
function factorOf(
  part: Slo,
  { coverage = 1, isYoungAllowedFor = false }: SliMeasurement = NOTHING,
  lookbackMs: number,
  at: number,
): number {
  if (isYoungAllowedFor) return 1
  return youngFactors(part, windowAt(part.window, at).lookbackMs, coverage)(lookbackMs)
}

/** What the parts say beside their figures: as much as the one with the shortest history covers, the most left out, and no newer than the one whose data stops first. */
function besides(parts: readonly SliMeasurement[]): Omit<SliMeasurement, 'samples'> {
  const coverages = parts.flatMap(({ coverage }) => (coverage === undefined ? [] : [coverage]))
  const excludedMs = Math.max(0, ...parts.map((part) => part.excludedMs ?? 0))
  const newest = firstToStop(parts.flatMap((part) => part.newest ?? []))
  const warnings = new Set(parts.flatMap(({ warning }) => (warning === undefined ? [] : [warning])))
  return {
    ...(coverages.length > 0 && { coverage: Math.min(...coverages) }),
    ...(excludedMs > 0 && { excludedMs }),
    ...(newest !== undefined && { newest }),
    ...(warnings.size > 0 && { warning: [...warnings].join('; ') }),
  }
}

const NO_ANSWER: Missing = { kind: 'missing', reason: 'no_data', detail: 'the source gave no answer' }

/** Null without traffic. */
function successRatio(
  { objective, window }: Slo,
  sample: SliSample = NO_ANSWER,
  lookbackMs: number,
  at: number,
): number | null | Missing {
  const { errorBudgetRatio } = objective
  const span = windowAt(window, at)
  switch (sample.kind) {
    case 'counts':
      return sample.total > 0 ? sample.good / sample.total : null
    case 'success-ratio':
      return sample.ratio
    case 'burn-rate':
      return 1 - sample.burnRate * errorBudgetRatio
    case 'remaining':
      return lookbackMs === span.lookbackMs
        ? 1 - ((1 - sample.remainingRatio) * errorBudgetRatio) / span.elapsedRatio
        : NO_ANSWER
    case 'missing':
      return sample.reason === 'no_traffic' || sample.reason === 'low_traffic' ? null : sample
  }
}
