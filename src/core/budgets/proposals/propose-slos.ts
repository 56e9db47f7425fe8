import { digestOf, plainName } from '../../kernel/plain-name.ts'
import { DAY_MS, formatDuration, HOUR_MS } from '../../kernel/time/duration.ts'
import { visibleLine } from '../../kernel/visible-text.ts'
import { promqlString, selectorText } from '../selector.ts'
import type { QueriedSli } from '../sli-kinds.ts'
import type { Slo } from '../slo.ts'
import { rolling } from '../slo-window.ts'
import { candidateMetrics, type CandidateMetrics } from './candidate-metrics.ts'
import { OUTCOME_LABELS } from './failures.ts'
import { countOf, type FoundDurations, type FoundRequests, foundRequests } from './found-requests.ts'
import type { Answered, MetricsInventory, NotAnswered, SeriesGroup } from './metrics-inventory.ts'
import { latencyThreshold, proposedObjective } from './proposed-objective.ts'
import { SERVICE_LABELS } from './service-label.ts'

export interface Wanted {
  /** Name of the source in the configuration. */
  readonly source: string
  /** The label that names the service; the usual ones where it is left open. */
  readonly serviceLabel?: string
  /** Only these, as their label names them or as they are called here. All where it is empty. */
  readonly services: readonly string[]
  /** How many services to look at, the busiest first. */
  readonly mostServices: number
}

export interface ProposedService {
  readonly name: string
  readonly title: string
  /** Requests a second now. */
  readonly perSecond: number
  /** Their objective is to be set when the past has been read. */
  readonly slos: readonly Slo[]
}

export interface Proposals {
  readonly services: readonly ProposedService[]
  /** Services that were found and not looked at, the busiest first. */
  readonly left: readonly string[]
  /** What could not be seen, each as a sentence. */
  readonly remarks: readonly string[]
}

const WINDOW_MS = 30 * DAY_MS
/** Long enough for the nights and short enough for a server with many buckets. */
const THRESHOLD_OVER_MS = DAY_MS
const NATIVE_BOUNDS_SECONDS = [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10]

/** Looks for what counts requests, and makes SLOs of it: that they succeed, and that they are answered in time. */
export async function proposeSlos(
  inventory: MetricsInventory,
  wanted: Wanted,
  at: number,
  signal?: AbortSignal,
): Promise<Proposals | NotAnswered> {
  const names = await inventory.names(HOUR_MS, at, signal)
  if (names.kind === 'failed') return names
  const candidates = candidateMetrics(names.value)
  const remarks = new Set<string>()
  if (candidates.left > 0)
    remarks.add(`${candidates.left} further metrics may count requests and were not looked at`)
  const labels = wanted.serviceLabel === undefined ? SERVICE_LABELS : [wanted.serviceLabel]
  const groups = await groupsOf(inventory, candidates, labels, remarks, at, signal)
  const { chosen, left } = chosenServices(foundRequests(candidates, groups, labels), wanted)
  const services = await Promise.all(
    chosen.map(async ({ name, value, found, perSecond }): Promise<ProposedService> => {
      const slos = await Promise.all(
        found.map((one) => sloOf(inventory, name, wanted.source, one, remarks, at, signal)),
      )
      return {
        name,
        title: visibleLine(value) || name,
        perSecond,
        slos: slos.filter((slo) => slo !== undefined),
      }
    }),
  )
  return {
    services: services.filter(({ slos }) => slos.length > 0),
    left: left.map(({ name }) => name),
    remarks: [...remarks],
  }
}

/** The series of every candidate. A metric that was not answered is left out, and said. */
async function groupsOf(
  inventory: MetricsInventory,
  { counters, histograms }: CandidateMetrics,
  serviceLabels: readonly string[],
  remarks: Set<string>,
  at: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly SeriesGroup[]>> {
  const labels = [...new Set([...serviceLabels, ...OUTCOME_LABELS])]
  const native = histograms.filter(({ isBucketless }) => isBucketless).map(countOf)
  const counting = histograms.filter(({ isBucketless }) => !isBucketless).map(countOf)
  const asked = [
    ...[...new Set([...counters, ...counting])].map((metric) => ({ metric, kind: 'counter' as const })),
    ...native.map((metric) => ({ metric, kind: 'native-histogram' as const })),
  ]
  const found = await Promise.all(
    asked.map(async ({ metric, kind }) => {
      const answer = await inventory.groups(metric, kind, labels, at, signal)
      return [metric, answeredOr([], answer, `${metric} was not answered`, remarks)] as const
    }),
  )
  return new Map(found)
}

interface FoundService {
  readonly name: string
  /** As its label has it. */
  readonly value: string
  readonly perSecond: number
  readonly found: readonly FoundRequests[]
}

/** Those that are wanted, the busiest first, each with a name that no other has. */
function chosenServices(
  found: readonly FoundRequests[],
  { services: only, mostServices }: Wanted,
): { readonly chosen: readonly FoundService[]; readonly left: readonly FoundService[] } {
  const busiestFirst = [...Map.groupBy(found, ({ value }) => value)]
    .map(([value, own]) => ({ value, found: own, perSecond: Math.max(...own.map((one) => one.perSecond)) }))
    .sort((a, b) => b.perSecond - a.perSecond || (a.value < b.value ? -1 : 1))
  const taken = new Set<string>()
  const named = busiestFirst.map((service): FoundService => {
    const plain = plainName(service.value)
    const name = taken.has(plain) ? `${plain}-${digestOf(service.value)}` : plain
    taken.add(name)
    return { name, ...service }
  })
  const wanted = named.filter(
    ({ name, value }) => only.length === 0 || only.includes(value) || only.includes(name),
  )
  return { chosen: wanted.slice(0, mostServices), left: wanted.slice(mostServices) }
}

async function sloOf(
  inventory: MetricsInventory,
  service: string,
  source: string,
  found: FoundRequests,
  remarks: Set<string>,
  at: number,
  signal: AbortSignal | undefined,
): Promise<Slo | undefined> {
  const slo = (name: string, title: string, sli: QueriedSli): Slo => ({
    service,
    name: found.protocol === 'grpc' ? `grpc-${name}` : name,
    title,
    objective: proposedObjective(1),
    window: rolling(WINDOW_MS),
    sli,
  })
  if (found.kind === 'failures') {
    const { metric, failures } = found
    const of = serviceMatcher(found)
    return slo(
      'availability',
      `${found.protocol === 'grpc' ? 'Calls' : 'Requests'} that do not ${failures.words}`,
      {
        kind: 'events',
        source,
        bad: selectorText({ name: metric, matchers: [of, failures.matcher] }),
        total: selectorText({ name: metric, matchers: [of] }),
      },
    )
  }
  const { name, isBucketless, unitSeconds } = found.histogram
  const histogram = selectorText({ name, matchers: [serviceMatcher(found)] })
  const bounds = isBucketless ? NATIVE_BOUNDS_SECONDS.map((bound) => bound / unitSeconds) : undefined
  const answer = await inventory.eventsUpTo(histogram, bounds, THRESHOLD_OVER_MS, at, signal)
  const events = answeredOr(new Map<number, number>(), answer, `${histogram} was not answered`, remarks)
  const threshold = latencyThreshold(events)
  if (threshold === undefined) {
    if (answer.kind === 'answered')
      remarks.add(`${histogram} had no events in the last ${formatDuration(THRESHOLD_OVER_MS)}`)
    return undefined
  }
  const within = formatDuration(Math.round(threshold * unitSeconds * 1_000))
  return slo('latency', `${found.protocol === 'grpc' ? 'Calls' : 'Requests'} answered within ${within}`, {
    kind: 'latency',
    source,
    histogram,
    threshold,
    ...(isBucketless && { isNative: true }),
  })
}

const serviceMatcher = ({ label, value }: Pick<FoundDurations, 'label' | 'value'>) =>
  ({ label, operator: '=', quoted: promqlString(value) }) as const

function answeredOr<Value>(
  otherwise: Value,
  answer: Answered<Value>,
  what: string,
  remarks: Set<string>,
): Value {
  if (answer.kind === 'answered') return answer.value
  remarks.add(`${what}: ${answer.detail}`)
  return otherwise
}
