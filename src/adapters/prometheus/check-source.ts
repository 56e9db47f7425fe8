import { z } from 'zod'
import type { NewestSample } from '../../core/budgets/newest-sample.ts'
import type { SliSample } from '../../core/budgets/sli-source.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { sloKey } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { DAY_MS, HOUR_MS, formatDuration } from '../../core/kernel/time/duration.ts'
import type { ApiAnswer } from './api-answer.ts'
import { queryResult } from './api-answer.ts'
import { expressionValue } from './batch.ts'
import { publicUrl } from './options.ts'
import type { SliQuery } from './sli-queries.ts'
import { explainQueries } from './sli-queries.ts'
import type { PrometheusServer } from './server.ts'

/** What `doctor` says about one source. */
export interface SourceCheck {
  readonly name: string
  /** Without credentials. */
  readonly url: string
  readonly reachable: boolean
  /** Why it is not reachable or gives no time. */
  readonly problem?: string
  readonly version?: string
  /** As the server states it: `15d`, or `15d or 1GiB`. */
  readonly retention?: string
  /** The server's clock minus ours. */
  readonly clockSkewMs?: number
  /** When the SLOs were measured; epoch milliseconds. */
  readonly at: number
  readonly slos: readonly SloCheck[]
}

export interface SloCheck {
  /** `service/slo`. */
  readonly slo: string
  /** Over the SLO's own window; a missing one says why. */
  readonly sample: SliSample
  /** Over the last hour and the last day, which may work where the whole window does not. */
  readonly recent: Readonly<Record<string, SliSample>>
  /** Share of the window that the history covers; undefined when it is unknown. */
  readonly coverage?: number
  /** Undefined where there is none, or none can be told. */
  readonly newest?: NewestSample
  /** To paste into Prometheus. */
  readonly queries: readonly SliQuery[]
}

const buildInfo = z.object({ version: z.string() })
const runtimeInfo = z.object({ storageRetention: z.string() })

/** Asks a source who it is and what time it has, and tries every query of its SLOs once. Rejects only on abort. */
export async function checkSource(
  server: PrometheusServer,
  slos: readonly Slo[],
  clock: Clock,
  signal?: AbortSignal,
): Promise<SourceCheck> {
  const { client, options, pollTimeoutMs } = server
  const identity = { name: options.name, url: publicUrl(options.url) }
  const limit = AbortSignal.any([
    AbortSignal.timeout(pollTimeoutMs),
    ...(signal === undefined ? [] : [signal]),
  ])
  const askedAt = clock.now()
  const time = await orTimeout(client.query('time()', undefined, limit), signal)
  const answeredAt = clock.now()
  if (time.kind === 'failed')
    return { ...identity, reachable: false, problem: time.detail, at: answeredAt, slos: [] }

  // VictoriaMetrics answers with a vector where Prometheus answers with a scalar.
  const serverTime = expressionValue(queryResult(time.data))
  const [build, runtime] = await Promise.all([
    orTimeout(client.status('buildinfo', limit), signal),
    orTimeout(client.status('runtimeinfo', limit), signal),
  ])
  const version = buildInfo.safeParse(build.kind === 'success' ? build.data : undefined).data?.version
  const retention = runtimeInfo.safeParse(runtime.kind === 'success' ? runtime.data : undefined).data
    ?.storageRetention
  return {
    ...identity,
    reachable: true,
    ...(version === undefined ? {} : { version }),
    ...(retention === undefined ? {} : { retention }),
    ...(serverTime.kind === 'value'
      ? { clockSkewMs: Math.round(serverTime.value * 1000 - (askedAt + answeredAt) / 2) }
      : { problem: 'time() gave no number; is this a Prometheus API?' }),
    at: answeredAt,
    slos: await Promise.all(slos.map(async (slo) => sloCheck(slo, server, answeredAt, signal))),
  }
}

async function sloCheck(
  slo: Slo,
  server: PrometheusServer,
  at: number,
  signal: AbortSignal | undefined,
): Promise<SloCheck> {
  const windowMs = windowAt(slo.window, at).lookbackMs
  const lookbacksMs = [...new Set([windowMs, HOUR_MS, DAY_MS])]
  const measured = await server.measureOwn([{ slo, lookbacksMs }], at, signal)
  const measurement = measured.get(sloKey(slo))
  const recent = [...(measurement?.samples ?? [])].filter(([lookbackMs]) => lookbackMs !== windowMs)
  return {
    slo: sloKey(slo),
    sample: measurement?.samples.get(windowMs) ?? {
      kind: 'missing',
      reason: 'no_data',
      detail: 'nothing was asked',
    },
    recent: Object.fromEntries(recent.map(([lookbackMs, sample]) => [formatDuration(lookbackMs), sample])),
    ...(measurement?.coverage === undefined ? {} : { coverage: measurement.coverage }),
    ...(measurement?.newest === undefined ? {} : { newest: measurement.newest }),
    queries: explainQueries(slo, windowMs, at),
  }
}

async function orTimeout(answer: Promise<ApiAnswer>, signal: AbortSignal | undefined): Promise<ApiAnswer> {
  try {
    return await answer
  } catch (error) {
    if (signal?.aborted === true) throw error
    return { kind: 'failed', reason: 'source_timeout', detail: 'no answer in time', divisible: false }
  }
}
