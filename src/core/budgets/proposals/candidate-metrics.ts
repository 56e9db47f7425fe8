/** Metrics that may count the requests that a service answers, by their names alone. */
export interface CandidateMetrics {
  readonly counters: readonly string[]
  readonly histograms: readonly CandidateHistogram[]
}

export interface CandidateHistogram {
  /** Without `_bucket`. */
  readonly name: string
  /** What its bounds are in: seconds in one unit. */
  readonly unitSeconds: number
  /** Perhaps a native one: there are no buckets. Only its samples can tell. */
  readonly isBucketless: boolean
}

/** Of metrics about the machinery itself: Prometheus, exporters, runtimes. None of them is a promise to a user. */
const MACHINERY =
  /^(go|process|python|jvm|nodejs|prometheus|promhttp|alertmanager|pushgateway|thanos|cortex|loki|tempo|vm|vmagent|grafana|net_conntrack|scrape|node|kube|kubelet|container|cadvisor|machine|otelcol|error_budget|budgeteer|workqueue|rest_client)[_.:]/
/** What a service asks of others is measured where it is answered. */
const ASKED_OF_OTHERS = /(^|[_.:])(client|outgoing|outbound|upstream)([_.:]|$)/
const NO_REQUESTS = /(^|[_.:])(bytes|size|in_flight|active|msg|messages|queue|gc)([_.:]|$)/
const REQUESTS = /(^|[_.:])(requests?|http|https|grpc|rpcs?|handled|handling)([_.:]|$)/
const COUNTER = /(_total|_count|_requests)$/
const DURATION = /[_.](seconds|milliseconds|ms)$/

/** What most libraries and proxies call the requests that they answer, the surest first. */
const WELL_KNOWN = [
  'http_requests_total',
  'http_server_requests_total',
  'http_server_request_duration_seconds',
  'http_server_requests_seconds',
  'http_request_duration_seconds',
  'http_server_duration_milliseconds',
  'nginx_ingress_controller_requests',
  'nginx_ingress_controller_request_duration_seconds',
  'istio_requests_total',
  'istio_request_duration_milliseconds',
  'traefik_service_requests_total',
  'traefik_service_request_duration_seconds',
  'grpc_server_handled_total',
  'grpc_server_handling_seconds',
]

/** A server may have tens of thousands of metrics; no more than these are asked about, the surest first. */
const MOST = 60

/** Those of `names` that may count requests, and what was left for being too many. */
export function candidateMetrics(names: readonly string[]): CandidateMetrics & { readonly left: number } {
  const all = new Set(names)
  const asking = [...all].filter(
    (name) =>
      REQUESTS.test(name) && !MACHINERY.test(name) && !ASKED_OF_OTHERS.test(name) && !NO_REQUESTS.test(name),
  )
  const counters = asking.filter((name) => COUNTER.test(name)).sort(surestFirst)
  const histograms = asking
    .flatMap((name): readonly CandidateHistogram[] => {
      const base = name.replace(/_bucket$/, '')
      const unit = DURATION.exec(base)?.[1]
      if (unit === undefined) return []
      const isBucketless = base === name
      // What has parts is a summary or a classic histogram, which its buckets bring.
      if (isBucketless && ['_count', '_bucket'].some((suffix) => all.has(base + suffix))) return []
      return [{ name: base, unitSeconds: unit === 'seconds' ? 1 : 0.001, isBucketless }]
    })
    .sort((a, b) => surestFirst(a.name, b.name))
  return {
    counters: counters.slice(0, MOST),
    histograms: histograms.slice(0, MOST),
    left: Math.max(0, counters.length - MOST) + Math.max(0, histograms.length - MOST),
  }
}

/** How sure it is that a metric counts what users ask: less is surer. */
export function doubtOf(name: string): number {
  const known = WELL_KNOWN.indexOf(name.replace(/_(count|bucket)$/, ''))
  return known === -1 ? WELL_KNOWN.length : known
}

const surestFirst = (a: string, b: string): number => doubtOf(a) - doubtOf(b) || (a < b ? -1 : a > b ? 1 : 0)
