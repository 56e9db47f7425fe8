import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { Transactor } from '../kernel/transaction.ts'
import type { ShadowScope } from '../policy/ended-shadow.ts'
import { shadowLines } from '../policy/enforcement.ts'
import { bindsAlready, enderRefusal, endShadow, freedServices, lifted, titleOf } from './end-shadow.ts'
import { findShadow, type FindShadowStores } from './find-shadow.ts'
import { bindingService } from './level-now.ts'
import type { BindingService, ShadowedFacts } from './messages.ts'
import type { ShadowStores, ShadowWorld } from './shadow-world.ts'

/** What somebody is about to end. */
export interface EndableShadow {
  readonly title: string
  /** What begins to bind, at the levels of now. */
  readonly services: readonly BindingService[]
  /** The lines of the configuration that it lifts. */
  readonly lines: readonly string[]
  /** What would have been, in the last seven days. */
  readonly facts: readonly ShadowedFacts[]
}

export type ShadowCommandWorld = Omit<ShadowWorld, 'store'> & {
  readonly store: Transactor<ShadowStores & FindShadowStores>
}

/** A report looks back so far. */
export const SHADOW_SPAN_MS = 7 * DAY_MS

/** Shadow: what people may see of it, and end. */
export const shadowCommands = (world: ShadowCommandWorld) => ({
  /** Of the last seven days, for all services in shadow or one. */
  report: (service?: string): Promise<readonly ShadowedFacts[]> => lastDays(world, service),
  endable: async (scope: ShadowScope, userId: string): Promise<ActOutcome<EndableShadow>> => {
    const catalog = world.catalog()
    const lines = shadowLines(catalog, scope)
    if (lines.length === 0) return bindsAlready(catalog, scope)
    const refusal = await enderRefusal(world, scope, userId)
    if (refusal !== null) return refused(refusal)
    const facts = await lastDays(world)
    const kept = await world.store.transaction(({ statuses: stored }) => stored.all())
    const statuses = new Map(kept.map((status) => [status.service, status]))
    const { after } = lifted(catalog, scope, lines, userId, world.clock.now())
    const freed = freedServices(catalog, after, statuses)
    return {
      kind: 'done',
      thing: {
        title: titleOf(catalog, scope),
        services: freed.map((name) => bindingService(catalog, name, statuses.get(name))),
        lines,
        facts: facts.filter(({ service }) => freed.includes(service)),
      },
    }
  },
  end: (scope: ShadowScope, userId: string) => endShadow(world, scope, userId),
})

function lastDays(world: ShadowCommandWorld, service?: string): Promise<readonly ShadowedFacts[]> {
  const to = world.clock.now()
  return world.store.transaction((stores) =>
    findShadow(stores, world.catalog(), { from: to - SHADOW_SPAN_MS, to }, service),
  )
}
