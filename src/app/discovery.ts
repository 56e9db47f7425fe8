import type { Logger } from 'pino'
import type { FollowedSlo } from '../core/budgets/discovered.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { RoleBook } from '../core/people/role-book.ts'
import type { Catalog } from '../core/policy/catalog.ts'
import type { PrometheusSource } from '../adapters/prometheus/source.ts'
import type { Store } from '../adapters/store/store.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import { MINUTE_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'
import { followDiscovered } from '../core/poll/follow-discovered.ts'
import { discoveredConfiguration, searchedSources, wantedBy } from './discovered-configuration.ts'

export interface DiscoveryDeps {
  /** As it is in force now. */
  readonly configuration: () => Configuration
  readonly prometheus: Pick<PrometheusSource, 'discover'>
  readonly store: Store
  readonly clock: Clock
  readonly logger: Pick<Logger, 'info' | 'warn'>
}

export interface Discovery {
  /** Searches again and again, and keeps in the store what it finds. */
  choresOn(store: Store): readonly Chore[]
  /** What is configured and what was found. */
  catalog(): Catalog
  roleBook(): RoleBook
  /** Searches before the first poll; later searches are a chore. */
  beforeFirstPoll(store: Store, signal: AbortSignal): Promise<void>
  /** Takes up what another replica found. */
  refresh(): Promise<void>
}

const EVERY_MS = 3 * MINUTE_MS

/** Follows what the recorded series of the searched sources describe. Begins with what the store remembers. */
export async function discovery(deps: DiscoveryDeps): Promise<Discovery> {
  const { configuration, prometheus, store, clock, logger } = deps
  const { settings } = configuration()
  const isWanted = wantedBy(settings)
  const sources = searchedSources(settings)
  const known = async (): Promise<readonly FollowedSlo[]> =>
    sources.length === 0 ? [] : (await store.discovered.all()).filter(isWanted)
  let followed = await known()
  let isSearched = sources.length === 0
  const told = new Set<string>()
  const tellOnce = (text: string): void => {
    if (told.has(text)) return
    told.add(text)
    logger.warn(text)
  }

  let underWay: Promise<void> | undefined
  const search = (on: Store, signal: AbortSignal): Promise<void> =>
    (underWay ??= searchOnce(on, signal).finally(() => {
      underWay = undefined
    }))

  async function searchOnce(on: Store, signal: AbortSignal): Promise<void> {
    const at = clock.now()
    const answers = await Promise.all(
      sources.map(async ({ name, discover }) => ({
        name,
        answer: await prometheus.discover(name, discover.serviceLabel, at, signal),
      })),
    )
    const found = answers.flatMap(({ name: source, answer }) => {
      if (answer?.kind === 'found') {
        for (const { slo, reason } of answer.refused) tellOnce(`${source}: ${slo} is not followed: ${reason}`)
        return [{ source, slos: answer.slos }]
      }
      logger.warn({ source, detail: answer?.detail }, 'a source could not be searched for SLOs')
      return []
    })
    const step = await followDiscovered(on, found, isWanted, at)
    followed = step.followed
    isSearched = true
    const counts = [step.appeared.length, step.changed.length, step.dropped.length] as const
    if (counts.every((count) => count === 0)) return
    await on.transaction(({ signals }) => signals.send(['found']))
    logger.info({ appeared: counts[0], changed: counts[1], dropped: counts[2] }, 'discovered SLOs changed')
  }

  let joined:
    | { of: Configuration; with: readonly FollowedSlo[]; is: ReturnType<typeof discoveredConfiguration> }
    | undefined
  const current = (): ReturnType<typeof discoveredConfiguration> => {
    const of = configuration()
    if (joined?.of !== of || joined.with !== followed)
      joined = { of, with: followed, is: discoveredConfiguration(of, followed) }
    return joined.is
  }
  const choreOn = (on: Store): Chore => ({
    name: 'discovery',
    everyMs: EVERY_MS,
    timeoutMs: MINUTE_MS,
    run: (signal) => search(on, signal),
  })
  return {
    choresOn: (on) => (sources.length === 0 ? [] : [choreOn(on)]),
    catalog: () => current().catalog,
    roleBook: () => current().roleBook,
    beforeFirstPoll: (on, signal) => (isSearched ? Promise.resolve() : search(on, signal)),
    refresh: async () => {
      followed = await known()
    },
  }
}
