import { type CandidateHistogram, type CandidateMetrics, doubtOf } from './candidate-metrics.ts'
import { type Failures, failuresBy, OUTCOME_LABELS } from './failures.ts'
import type { SeriesGroup } from './metrics-inventory.ts'
import { serviceLabelOf } from './service-label.ts'

/** What one metric says of one service. */
interface FoundOf {
  readonly metric: string
  /** The label that names the service, and its name there. */
  readonly label: string
  readonly value: string
  /** Requests a second now. */
  readonly perSecond: number
  readonly protocol: 'http' | 'grpc'
}

export interface FoundFailures extends FoundOf {
  readonly kind: 'failures'
  readonly failures: Failures
}

export interface FoundDurations extends FoundOf {
  readonly kind: 'durations'
  readonly histogram: CandidateHistogram
}

export type FoundRequests = FoundFailures | FoundDurations

/** The series by metric, as they were found; a metric without an entry was not answered. */
export type GroupsByMetric = ReadonlyMap<string, readonly SeriesGroup[]>

/** The metric that counts a histogram's events. */
export const countOf = ({ name, isBucketless }: CandidateHistogram): string =>
  isBucketless ? name : `${name}_count`

/**
 * The best that there is for each service: one way to tell failures and one to tell durations, of HTTP and of gRPC. Services
 * are told apart by their name, whichever label has it.
 */
export function foundRequests(
  { counters, histograms }: CandidateMetrics,
  groupsOf: GroupsByMetric,
  serviceLabels: readonly string[],
): readonly FoundRequests[] {
  const all = [
    ...counters.flatMap((metric) => failuresOf(metric, groupsOf.get(metric) ?? [], serviceLabels)),
    ...histograms.flatMap((histogram) =>
      durationsOf(histogram, groupsOf.get(countOf(histogram)) ?? [], serviceLabels),
    ),
  ]
  const best = new Map<string, FoundRequests>()
  for (const one of all) {
    const key = JSON.stringify([one.kind, one.protocol, one.value])
    const known = best.get(key)
    if (known === undefined || isBetter(one, known)) best.set(key, one)
  }
  return [...best.values()]
}

const isBetter = (one: FoundRequests, other: FoundRequests): boolean => {
  const doubt = doubtOf(one.metric) - doubtOf(other.metric)
  return doubt < 0 || (doubt === 0 && one.perSecond > other.perSecond)
}

function failuresOf(
  metric: string,
  groups: readonly SeriesGroup[],
  serviceLabels: readonly string[],
): readonly FoundFailures[] {
  const failures = OUTCOME_LABELS.map((label) =>
    failuresBy(label, [...new Set(groups.map(({ labels }) => labels[label] ?? ''))]),
  ).find((found) => found !== undefined)
  if (failures === undefined) return []
  return byService(groups, serviceLabels).map((of) => ({
    kind: 'failures',
    metric,
    protocol: failures.protocol,
    failures,
    ...of,
  }))
}

const durationsOf = (
  histogram: CandidateHistogram,
  groups: readonly SeriesGroup[],
  serviceLabels: readonly string[],
): readonly FoundDurations[] =>
  byService(groups, serviceLabels).map((of) => ({
    kind: 'durations',
    metric: histogram.name,
    protocol: /grpc|rpc/.test(histogram.name) ? 'grpc' : 'http',
    histogram,
    ...of,
  }))

function byService(
  groups: readonly SeriesGroup[],
  serviceLabels: readonly string[],
): readonly Pick<FoundOf, 'label' | 'value' | 'perSecond'>[] {
  const label = serviceLabelOf(groups, serviceLabels)
  if (label === undefined) return []
  return [...Map.groupBy(groups, ({ labels }) => labels[label] ?? '')].map(([value, own]) => ({
    label,
    value,
    perSecond: own.reduce((sum, { perSecond }) => sum + perSecond, 0),
  }))
}
