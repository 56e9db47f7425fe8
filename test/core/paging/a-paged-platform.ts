import { burnRules } from '../../../src/core/budgets/burn-tables.ts'
import type { Service } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Pager } from '../../../src/core/paging/pager.ts'
import { isPagerContent } from '../../../src/core/paging/pager-alert.ts'
import { paging } from '../../../src/core/paging/paging.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { useCases, type UseCases } from '../../../src/core/use-cases.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

/** The shipped policy whose named levels notify by pager. */
export const pagingAt = (levels: readonly string[], policy: Policy = shippedPolicy): Policy => ({
  ...policy,
  levels: policy.levels.map((level) =>
    levels.includes(level.name)
      ? { ...level, notify: { ...level.notify, by: [...level.notify.by, 'pager'] } }
      : level,
  ),
})

export const aPager = (more: Partial<Pager> = {}): Pager => ({
  name: 'main',
  services: null,
  levels: null,
  burnAlerts: new Set(['page']),
  incidents: true,
  notices: [],
  ...more,
})

const watched = (one: Service): Service => ({
  ...one,
  slos: one.slos.map((slo) => ({ ...slo, burnRules: burnRules('workbook', slo.window) })),
})

const LOOKBACKS_MS = [5 * MINUTE_MS, HOUR_MS, 30 * MINUTE_MS, 6 * HOUR_MS, 2 * HOUR_MS, DAY_MS, 3 * DAY_MS]

/** A platform whose transactions page, as the bot's do. */
export class PagedPlatform {
  readonly platform: Platform
  readonly pagers: readonly Pager[]

  constructor(platform: Platform, pagers: readonly Pager[]) {
    this.platform = platform
    this.pagers = pagers
  }

  static async open(
    levels: readonly string[],
    pagers: readonly Pager[] = [aPager()],
  ): Promise<PagedPlatform> {
    const platform = await Platform.open([watched(service(GATEWAY))], pagingAt(levels))
    return new PagedPlatform(platform, pagers)
  }

  get #store() {
    const { store } = this.platform.deps
    const { catalog, pages, clock, ids } = this.platform.everything
    return { ...store, transaction: paging(store, { pagers: this.pagers, catalog, pages, clock, ids }) }
  }

  get useCases(): UseCases {
    return useCases({ ...this.platform.everything, store: this.#store })
  }

  /** Polls with so much of the budget left. */
  async at(remainingRatio: number): Promise<void> {
    this.platform.source.set(GATEWAY, remainingRatio)
    await this.poll()
  }

  async poll(): Promise<void> {
    await poll({ ...this.platform.deps, store: this.#store })
  }

  /** The budget gets better, and stays so until it counts. */
  async recoversTo(remainingRatio: number): Promise<void> {
    await this.at(remainingRatio)
    this.platform.clock.advance(15 * MINUTE_MS)
    await this.poll()
  }

  /** How fast the budget burns over every lookback. */
  burn(rate: number, key = `${GATEWAY}/availability`): void {
    this.platform.source.burnRates.set(key, new Map(LOOKBACKS_MS.map((ms) => [ms, rate])))
  }

  /** What pagers are owed: `main trigger burn-alert/b-1`. */
  async owedToPagers(): Promise<readonly string[]> {
    const owed = await this.platform.owed()
    return owed.flatMap(({ address, content }) =>
      address.kind === 'pager' && isPagerContent(content)
        ? [`${address.pager} ${content.act} ${content.key}`]
        : [],
    )
  }

  /** What the first trigger that is owed says. */
  async trigger() {
    const owed = await this.platform.owed()
    for (const { content } of owed) if (isPagerContent(content) && content.act === 'trigger') return content
    return undefined
  }

  /** As the sender does when a message has left. */
  async send(id: string): Promise<void> {
    const { deliveries } = this.platform.store
    await deliveries.begin(id)
    await deliveries.finish(id, { subject: id, reference: id }, this.platform.clock.now())
  }
}
