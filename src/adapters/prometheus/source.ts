import type { MetricsInventory } from '../../core/budgets/proposals/metrics-inventory.ts'
import type { OwnSource, SliMeasurement, SliQuestion } from '../../core/budgets/sli-source.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { sloKey } from '../../core/budgets/slo.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import type { SourceCheck } from './check-source.ts'
import { checkSource } from './check-source.ts'
import { metricsInventory } from './metrics-inventory.ts'
import type { PrometheusOptions } from './options.ts'
import type { BySlo } from './recorded/by-slo.ts'
import type { RuleWriter } from './recorded/rule-writers.ts'
import type { DiscoveryAnswer, PrometheusHooks, PrometheusServer } from './server.ts'
import { directReach, prometheusServer } from './server.ts'

export interface PrometheusSource extends OwnSource {
  /** For `doctor`: what can be said about one source and the SLOs that use it. Undefined for an unknown name. */
  check(name: string, slos: readonly Slo[], signal?: AbortSignal): Promise<SourceCheck | undefined>
  /** The SLOs that a source's recorded series describe. Undefined for an unknown name. Rejects only on abort. */
  discover(
    name: string,
    serviceLabel: string,
    at: number,
    signal?: AbortSignal,
  ): Promise<DiscoveryAnswer | undefined>
  /** To look once for metrics that SLOs can be made of. Undefined for an unknown name. */
  inventory(name: string): MetricsInventory | undefined
  /** Whose rules record the SLOs that a source records under Sloth's names. Undefined for an unknown name. */
  recordedBy(name: string, at: number, signal?: AbortSignal): Promise<BySlo<RuleWriter> | undefined>
  close(): Promise<void>
}

/**
 * Measures SLOs on Prometheus servers. SLOs that no source is asked for (pushed counts, composites) are left out of the
 * result; one that names an unknown source is missing as `query_failed`.
 */
export function prometheusSource(
  options: readonly PrometheusOptions[],
  clock: Clock,
  hooks: PrometheusHooks = {},
  reach: typeof directReach = directReach,
): PrometheusSource {
  const servers = new Map(
    options.map((option) => [option.name, prometheusServer(option, clock, hooks, reach)]),
  )
  return {
    measures: ({ sli }) => 'source' in sli,
    async measure(questions, at, signal) {
      const bySource = Map.groupBy(questions, ({ slo: { sli } }) =>
        'source' in sli ? sli.source : undefined,
      )
      bySource.delete(undefined)
      const measured = await Promise.all(
        [...bySource].map(([name = '', group]) => measureOn(servers.get(name), name, group, at, signal)),
      )
      return new Map(measured.flat())
    },
    async check(name, slos, signal) {
      const known = servers.get(name)
      if (known === undefined) return undefined
      const own = slos.filter(({ sli }) => 'source' in sli && sli.source === name)
      return checkSource(known, own, clock, signal)
    },
    discover: async (name, serviceLabel, at, signal) => servers.get(name)?.discover(serviceLabel, at, signal),
    inventory(name) {
      const server = servers.get(name)
      if (server === undefined) return undefined
      return metricsInventory(server.client, server.options.concurrency, server.pollTimeoutMs)
    },
    recordedBy: async (name, at, signal) => servers.get(name)?.recordedBy(at, signal),
    async close() {
      await Promise.all([...servers.values()].map(({ client }) => client.close()))
    },
  }
}

async function measureOn(
  server: PrometheusServer | undefined,
  name: string,
  questions: readonly SliQuestion[],
  at: number,
  signal: AbortSignal | undefined,
): Promise<(readonly [string, SliMeasurement])[]> {
  if (server !== undefined) return server.measure(questions, at, signal)
  return questions.map(({ slo, lookbacksMs }) => [sloKey(slo), unknownSource(name, lookbacksMs)] as const)
}

function unknownSource(name: string, lookbacksMs: readonly number[]): SliMeasurement {
  const missing = {
    kind: 'missing',
    reason: 'query_failed',
    detail: `no metrics source is named ${name}`,
  } as const
  return { samples: new Map(lookbacksMs.map((lookbackMs) => [lookbackMs, missing])) }
}
