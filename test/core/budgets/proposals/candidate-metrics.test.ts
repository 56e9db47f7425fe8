import { describe, expect, test } from 'vitest'
import { candidateMetrics } from '../../../../src/core/budgets/proposals/candidate-metrics.ts'

describe('what may count the requests that a service answers', () => {
  test.each([
    'http_requests_total',
    'http_server_requests_seconds_count',
    'nginx_ingress_controller_requests',
    'istio_requests_total',
    'grpc_server_handled_total',
    'shop_api_requests_total',
    'http.server.requests_total',
  ])('%s is a counter of them', (name) => {
    expect(candidateMetrics([name]).counters).toEqual([name])
  })

  test.each([
    ['prometheus_http_requests_total', 'Prometheus’ own'],
    ['promhttp_metric_handler_requests_total', 'of a library of its own'],
    ['go_gc_http_requests_total', 'of the runtime'],
    ['process_http_requests_total', 'of the process'],
    ['http_client_requests_total', 'what it asks of others'],
    ['envoy_cluster_upstream_http_requests_total', 'what it asks of others'],
    ['http_requests_bytes_total', 'bytes'],
    ['grpc_server_msg_received_total', 'messages of streams'],
    ['http_requests_in_flight', 'a gauge'],
    ['orders_total', 'nothing that says it counts requests'],
  ])('%s is none: %s', (name) => {
    expect(candidateMetrics([name])).toMatchObject({ counters: [], histograms: [] })
  })

  test('a histogram is known by its buckets, and says its unit', () => {
    const names = [
      'http_request_duration_seconds_bucket',
      'http_request_duration_seconds_count',
      'http_request_duration_seconds_sum',
      'istio_request_duration_milliseconds_bucket',
      'istio_request_duration_milliseconds_count',
      'http_request_size_bytes_bucket',
    ]
    expect(candidateMetrics(names).histograms).toEqual([
      { name: 'http_request_duration_seconds', unitSeconds: 1, isBucketless: false },
      { name: 'istio_request_duration_milliseconds', unitSeconds: 0.001, isBucketless: false },
    ])
  })

  test('a duration without parts may be a native histogram; a summary is none', () => {
    expect(candidateMetrics(['http_request_duration_seconds']).histograms).toEqual([
      { name: 'http_request_duration_seconds', unitSeconds: 1, isBucketless: true },
    ])
    expect(
      candidateMetrics(['http_request_duration_seconds', 'http_request_duration_seconds_count']).histograms,
    ).toEqual([])
  })

  test('of thousands only the surest are looked at, and the rest is counted', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `a${index}_http_requests_total`)
    const { counters, left } = candidateMetrics([...many, 'http_requests_total'])
    expect(counters).toHaveLength(60)
    expect(counters[0]).toBe('http_requests_total')
    expect(left).toBe(4_941)
  })
})
