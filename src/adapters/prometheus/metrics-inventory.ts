import { z } from 'zod'
import type {
  Answered,
  MetricKind,
  MetricsInventory,
  NotAnswered,
  SeriesGroup,
} from '../../core/budgets/proposals/metrics-inventory.ts'
import { parseSelector, promqlString, selectorText } from '../../core/budgets/selector.ts'
import { formatDuration, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { type ApiAnswer, queryResult, type Series } from './api-answer.ts'
import type { PrometheusClient } from './client.ts'
import { atMost } from './limit.ts'
import { queryWithin } from './query-within.ts'

/** Three scrapes of a source that is asked every five minutes. */
const RATE_OVER_MS = 15 * MINUTE_MS

const names = z.array(z.string())

/** Asks one server what it holds, at most `concurrency` questions at once. What is asked after `withinMs` is not answered. */
export function metricsInventory(
  client: PrometheusClient,
  concurrency: number,
  withinMs: number,
): MetricsInventory {
  const inTurn = atMost(concurrency)
  const forEver = new AbortController().signal
  const deadline = AbortSignal.timeout(withinMs)

  const vector = async (
    promql: string,
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<Answered<readonly Series[]>> =>
    seriesOf(await inTurn(() => queryWithin(client, promql, at, { deadline, signal })))

  return {
    async names(sinceMs, at, signal = forEver) {
      const answer = await inTurn(() => client.labelValues('__name__', at - sinceMs, at, signal))
      if (answer.kind === 'failed') return failed(answer.detail)
      const read = names.safeParse(answer.data)
      return read.success
        ? { kind: 'answered', value: read.data }
        : failed('the names of the metrics are no list of texts')
    },
    async groups(metric, kind, labels, at, signal) {
      const answer = await vector(groupsQuery(metric, kind, labels), at, signal)
      return answer.kind === 'failed' ? answer : { kind: 'answered', value: answer.value.map(groupOf) }
    },
    async eventsUpTo(histogram, nativeBounds, lookbackMs, at, signal) {
      const promql =
        nativeBounds === undefined
          ? bucketsQuery(histogram, lookbackMs)
          : fractionsQuery(histogram, nativeBounds, lookbackMs)
      const answer = await vector(promql, at, signal)
      if (answer.kind === 'failed') return answer
      const bounds = answer.value.map(({ labels, value }) => [boundOf(labels['le'] ?? ''), value] as const)
      return { kind: 'answered', value: new Map(bounds.filter(([bound]) => !Number.isNaN(bound))) }
    },
  }
}

const groupOf = ({ labels, value }: Series): SeriesGroup => ({
  labels,
  perSecond: Number.isFinite(value) ? value : 0,
})

function groupsQuery(metric: string, kind: MetricKind, labels: readonly string[]): string {
  const rate = `rate(${selectorText({ name: metric, matchers: [] })}[${formatDuration(RATE_OVER_MS)}])`
  return `sum by (${labels.join(', ')}) (${kind === 'counter' ? rate : `histogram_count(${rate})`})`
}

function bucketsQuery(histogram: string, lookbackMs: number): string {
  const selector = parseSelector(histogram)
  const buckets = selectorText({ name: `${selector?.name ?? ''}_bucket`, matchers: selector?.matchers ?? [] })
  return `sum by (le) (increase(${buckets}[${formatDuration(lookbackMs)}]))`
}

/** Shares of the events, since a native histogram has no counts of its own up to a bound. */
function fractionsQuery(histogram: string, bounds: readonly number[], lookbackMs: number): string {
  const all = `sum(increase(${histogram}[${formatDuration(lookbackMs)}]))`
  return [...bounds, Infinity]
    .map((bound) => {
      const le = bound === Infinity ? '+Inf' : String(bound)
      return `label_replace(histogram_fraction(-Inf, ${le}, ${all}), "le", ${promqlString(le)}, "", "")`
    })
    .join(' or ')
}

const boundOf = (le: string): number => (le === '+Inf' ? Infinity : le === '' ? NaN : Number(le))

function seriesOf(answer: ApiAnswer): Answered<readonly Series[]> {
  if (answer.kind === 'failed') return failed(answer.detail)
  const result = queryResult(answer.data)
  if (result.kind === 'vector') return { kind: 'answered', value: result.series }
  return failed(result.kind === 'unreadable' ? result.detail : 'the query returned one number, not series')
}

const failed = (detail: string): NotAnswered => ({ kind: 'failed', detail })
