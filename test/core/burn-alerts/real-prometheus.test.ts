import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BurnRule } from '../../../src/core/budgets/burn-rule.ts'
import { burnRules } from '../../../src/core/budgets/burn-tables.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import { prometheusSource, type PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { evaluatedRules } from '../../../src/core/burn-alerts/evaluated-rules.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { GATEWAY, Platform, service, slo } from '../../support/platform.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../support/prometheus-server.ts'

const OUTAGE_AT = Date.parse('2026-02-12T10:00:00Z')
const OUTAGE_MS = 40 * MINUTE_MS
const FROM = OUTAGE_AT - 4 * DAY_MS
const UNTIL = OUTAGE_AT + 12 * HOUR_MS
const STEP_MS = 5 * MINUTE_MS

/** 600 requests a minute of which one fails, and all of them in the outage. */
function history(): string {
  const totals: string[] = []
  const bads: string[] = []
  let bad = 0
  let total = 0
  for (let at = FROM; at <= UNTIL; at += MINUTE_MS) {
    total += 600
    bad += at > OUTAGE_AT && at <= OUTAGE_AT + OUTAGE_MS ? 600 : 1
    totals.push(`requests_total ${total} ${at / 1_000}`)
    bads.push(`failures_total ${bad} ${at / 1_000}`)
  }
  const family = (name: string, lines: readonly string[]): string =>
    [`# TYPE ${name} counter`, ...lines].join('\n')
  return `${family('requests', totals)}\n${family('failures', bads)}\n# EOF\n`
}

const WATCHED: Slo = {
  ...slo(GATEWAY, '99.5'),
  sli: { kind: 'events', source: 'main', bad: 'failures_total', total: 'requests_total' },
}

/** What a rule file would ask. */
const promql = ({ longMs, shortMs, factor }: BurnRule): string =>
  [longMs, shortMs ?? longMs]
    .map((ms) => {
      const window = formatDuration(ms)
      return `(increase(failures_total[${window}]) / increase(requests_total[${window}])) / 0.005 > ${factor}`
    })
    .join(' and ')

async function firingTimes(url: string, rule: BurnRule): Promise<readonly number[]> {
  const query = new URLSearchParams({
    query: promql(rule),
    start: String(OUTAGE_AT / 1_000),
    end: String(UNTIL / 1_000),
    step: String(STEP_MS / 1_000),
  })
  const answer = await fetch(`${url}/api/v1/query_range?${query.toString()}`)
  const body = (await answer.json()) as { data: { result: { values: [number, string][] }[] } }
  return body.data.result.flatMap(({ values }) => values.map(([at]) => at * 1_000))
}

describe.skipIf(!hasPrometheus())('an outage on a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let source: PrometheusSource
  let platform: Platform
  /** By rule, the polls at which it fired. */
  const fired = new Map<string, number[]>()
  /** By severity, the polls after which an alert went on. */
  const alerting = new Map<string, number[]>()
  const rules = burnRules('workbook', WATCHED.window)

  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: history() })
    platform = await Platform.open([{ ...service(GATEWAY), slos: [{ ...WATCHED, burnRules: rules }] }])
    const options = { name: 'main', url: server.url, timeoutMs: 60_000, concurrency: 2, retries: 0 }
    source = prometheusSource([{ ...options, auth: { kind: 'none' } }], platform.clock)
    for (let at = OUTAGE_AT; at <= UNTIL; at += STEP_MS) {
      platform.clock.advance(at - platform.clock.now())
      const { readings } = await poll({ ...platform.deps, source })
      for (const { judged } of evaluatedRules(platform.deps.catalog(), readings))
        for (const { rule, verdict } of judged)
          if (verdict === 'firing') fired.set(rule.name, [...(fired.get(rule.name) ?? []), at])
      for (const { severity } of await platform.store.burnAlerts.open())
        alerting.set(severity, [...(alerting.get(severity) ?? []), at])
    }
  })
  afterAll(async () => {
    await source.close()
    await platform.close()
    await server.stop()
  })

  test.each(rules)('the rule $name fires and clears at the polls at which PromQL does', async (rule) => {
    const due = await firingTimes(server.url, rule)
    expect(due.length).toBeGreaterThan(3)
    expect(fired.get(rule.name)).toEqual(due)
  })

  test.each(['page', 'ticket'] as const)(
    'the %s lasts from its first rule to five quiet minutes after its last',
    (severity) => {
      const own = rules
        .filter((rule) => rule.severity === severity)
        .flatMap(({ name }) => fired.get(name) ?? [])
      const times = alerting.get(severity) ?? []
      // The first quiet poll still belongs to it; at the next it has been quiet for five minutes.
      expect([times[0], times.at(-1)]).toEqual([Math.min(...own), Math.max(...own) + STEP_MS])
      expect(times.length).toBe(((times.at(-1) ?? 0) - (times[0] ?? 0)) / STEP_MS + 1)
    },
  )

  test('it is told once, and opens one incident that began with the outage', async () => {
    const told = (await platform.owed()).filter(
      ({ content, act }) => content.kind === 'burn-alert' && act === 'post',
    )
    expect(told.map(({ content }) => content['severity'])).toEqual(['page'])
    const incidents = await platform.store.incidents.since(GATEWAY, 0)
    expect(incidents).toHaveLength(1)
    expect(Math.abs((incidents[0]?.startedAt ?? 0) - OUTAGE_AT)).toBeLessThan(3 * MINUTE_MS)
  })
})
