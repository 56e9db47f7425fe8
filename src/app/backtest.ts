import { prometheusHistory } from '../adapters/prometheus/history/history-source.ts'
import type { PrometheusOptions } from '../adapters/prometheus/options.ts'
import { openStore } from '../adapters/store/open-store.ts'
import type { Store } from '../adapters/store/store.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { Backtest } from '../core/backtest/backtest.ts'
import type { KeptReadings, Look } from '../core/backtest/player.ts'
import { play } from '../core/backtest/play.ts'
import { stepsUntil } from '../core/backtest/steps.ts'
import { excludingMaintenance } from '../core/budgets/excluding-maintenance.ts'
import { joinedSource } from '../core/budgets/joined-source.ts'
import { pushedSource } from '../core/budgets/pushed-source.ts'
import { suggestion } from '../core/kernel/nearest.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import { prometheusOptions } from './adapter-options.ts'
import { discoverOnce } from './discover-once.ts'

export const USUAL_BACKTEST = { lastMs: 90 * DAY_MS, stepMs: HOUR_MS } as const

export interface BacktestOptions {
  readonly configuration: Pick<Configuration, 'settings' | 'catalog' | 'roleBook'>
  /** Of the configured sources; not needed where `prometheusUrl` is given. */
  readonly secrets?: Secrets
  /** Asked in place of every configured source. May hold credentials. */
  readonly prometheusUrl?: string
  /** Names of policies, side by side; none for each service's own. */
  readonly policies?: readonly string[]
  /** Names of services; none for all. */
  readonly services?: readonly string[]
  /** How far back from now. Default: 90 days. */
  readonly lastMs?: number
  /** Default: an hour. */
  readonly stepMs?: number
  /** Where pushed counts and discovered SLOs are kept; undefined where there are none. */
  readonly store?: Pick<Store, 'pushedCounts' | 'discovered'>
  readonly clock: Clock
  readonly onProgress?: (progress: BacktestProgress) => void
  readonly onWarning?: (text: string) => void
  /** Called after each look under each policy. */
  readonly onLook?: (policy: string | null, look: Look) => void
  readonly signal?: AbortSignal
}

export interface BacktestProgress {
  /** `asking` counts expressions of one range of looks, `playing` looks. */
  readonly doing: 'asking' | 'playing'
  readonly done: number
  readonly of: number
}

/**
 * What policies would have done over the last days. Rejects with an OperatorError where a name is unknown or a source is out of
 * reach.
 */
export async function backtest(options: BacktestOptions): Promise<Backtest> {
  const { clock, lastMs = USUAL_BACKTEST.lastMs, stepMs = USUAL_BACKTEST.stepMs, signal } = options
  if (stepMs < SECOND_MS || lastMs < stepMs)
    throw new OperatorError('a backtest needs at least one step', 'let the time be longer than the step')
  const { policies = [], services = [], onProgress, onWarning } = options
  const { settings } = options.configuration
  const steps = stepsUntil(clock.now(), lastMs, stepMs)
  const memory = await openStore({ path: ':memory:' })
  const { pushedCounts, discovered } = options.store ?? memory
  const opened: Store[] = [memory]
  const prometheus = prometheusHistory(await sourcesOf(options), clock, steps, {
    onWarning: ({ source, text }) => onWarning?.(`${source}: ${text}`),
    onRanges: (done, of) => onProgress?.({ doing: 'asking', done, of }),
  })
  try {
    const { configuration, searched } = await discoverOnce(
      options.configuration,
      prometheus,
      discovered,
      steps.until,
      signal,
    )
    for (const { name, answer } of searched)
      if (answer?.kind === 'failed')
        throw new OperatorError(
          `${name} could not be searched for SLOs: ${answer.detail}`,
          'look whether it answers, and begin again',
        )
    const { catalog } = configuration
    refuseUnknown('policy', policies, [...catalog.policies.keys()])
    refuseUnknown('service', services, [...catalog.services.keys()])
    const all = joinedSource([pushedSource(pushedCounts), prometheus])
    return await play(
      {
        catalog,
        steps,
        policies: policies.length === 0 ? [null] : policies,
        ...(services.length > 0 && { services }),
        source: excludingMaintenance(all, () => catalog.maintenance ?? []),
        readings: async (): Promise<KeptReadings> => {
          const kept = await openStore({ path: ':memory:' })
          opened.push(kept)
          return kept.readings
        },
        quietForMs: settings.burnAlerts.quietForMs,
        ...(options.onLook && { onLook: options.onLook }),
        onProgress: (done, of) => onProgress?.({ doing: 'playing', done, of }),
      },
      signal,
    )
  } finally {
    await prometheus.close()
    await Promise.all(opened.map((store) => store.close()))
  }
}

/** The configured sources; all of them at one address where one is given. */
async function sourcesOf({
  configuration: { settings },
  secrets,
  prometheusUrl,
}: BacktestOptions): Promise<readonly PrometheusOptions[]> {
  if (prometheusUrl !== undefined)
    return [...settings.sources.values()].map(({ name, timeoutMs, concurrency, recorded }) => ({
      name,
      url: prometheusUrl,
      timeoutMs,
      concurrency,
      retries: 2,
      auth: { kind: 'none' },
      recorded,
    }))
  if (secrets === undefined)
    throw new OperatorError(
      'no source is given',
      'pass the address of Prometheus, or the secrets of the sources',
    )
  return prometheusOptions(settings, secrets)
}

function refuseUnknown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new OperatorError(`no ${what} is called ${unknown}${suggestion(unknown, known)}`, null)
}
