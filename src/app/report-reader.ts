import type { Store } from '../adapters/store/store.ts'
import type { Configuration } from '../config/load-configuration.ts'
import type { Secrets } from '../config/settings/secrets.ts'
import type { SliSource } from '../core/budgets/sli-source.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import type { ReportWorld } from '../core/reports/report-world.ts'
import { discoveredConfiguration, wantedBy } from './discovered-configuration.ts'
import { pastSource } from './past-source.ts'

export interface ReportReading {
  readonly configuration: Pick<Configuration, 'settings' | 'catalog' | 'roleBook'>
  /** Asked for when a source is: what the store knows needs none. */
  readonly secrets: () => Promise<Secrets>
  readonly store: Store
  readonly clock: Clock
  readonly onWarning?: (text: string) => void
}

/** What reports are made of, beside a bot that may be running or not. SLOs that were discovered are those that the store knows. */
export async function reportReader(from: ReportReading): Promise<ReportWorld & { readonly store: Store }> {
  const { configuration, store, clock, onWarning } = from
  const { settings } = configuration
  const followed = (await store.discovered.all()).filter(wantedBy(settings))
  const { catalog, roleBook } = discoveredConfiguration(configuration, followed)
  const source: SliSource = {
    async measure(questions, at, signal) {
      const asked = pastSource({
        settings,
        secrets: await from.secrets(),
        pushedCounts: store.pushedCounts,
        maintenance: () => catalog.maintenance ?? [],
        clock,
        hooks: { onWarning: ({ source: name, text }) => onWarning?.(`${name}: ${text}`) },
      })
      return asked.measure(questions, at, signal)
    },
  }
  return {
    catalog: () => catalog,
    roleBook: () => roleBook,
    gatedEnvironments: () => settings.gate.environments,
    timeZone: () => settings.timeZone,
    store,
    pastSource: source,
    clock,
  }
}
