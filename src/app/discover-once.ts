import { nextDiscovered, type DiscoveredSloStore, type FollowedSlo } from '../core/budgets/discovered.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { PrometheusSource } from '../adapters/prometheus/source.ts'
import { discoveredConfiguration, searchedSources, wantedBy } from './discovered-configuration.ts'

/** What one search of one source came to. */
export interface SearchedSource {
  readonly name: string
  readonly answer: Awaited<ReturnType<PrometheusSource['discover']>>
}

export interface DiscoveredOnce {
  readonly configuration: Pick<Configuration, 'settings' | 'catalog' | 'roleBook'>
  /** Found but not followed, because a configured service has the name. */
  readonly configured: readonly FollowedSlo[]
  readonly followed: readonly FollowedSlo[]
  readonly searched: readonly SearchedSource[]
}

/** Searches for SLOs as the bot would at `at`, without keeping what is found. */
export async function discoverOnce(
  configuration: Pick<Configuration, 'settings' | 'catalog' | 'roleBook'>,
  prometheus: Pick<PrometheusSource, 'discover'>,
  known: Pick<DiscoveredSloStore, 'all'>,
  at: number,
  signal?: AbortSignal,
): Promise<DiscoveredOnce> {
  const { settings } = configuration
  const sources = searchedSources(settings)
  if (sources.length === 0) return { configuration, configured: [], followed: [], searched: [] }
  const searched = await Promise.all(
    sources.map(async ({ name, discover }): Promise<SearchedSource> => ({
      name,
      answer: await prometheus.discover(name, discover.serviceLabel, at, signal),
    })),
  )
  const answers = searched.flatMap(({ name: source, answer }) =>
    answer?.kind === 'found' ? [{ source, slos: answer.slos }] : [],
  )
  const { followed } = nextDiscovered(await known.all(), answers, wantedBy(settings), at)
  const { catalog, roleBook, configured } = discoveredConfiguration(configuration, followed)
  return { configuration: { settings, catalog, roleBook }, configured, followed, searched }
}
