import { DAY_MS } from '../kernel/time/duration.ts'
import { windowsAhead, windowsAt } from '../policy/freeze-window.ts'
import { shadowedAmong } from '../policy/shadowed.ts'
import { actorOf } from '../people/authority.ts'
import { servicesIn, titlesOf } from './announce-freeze.ts'
import { announcedLevel } from './announced-level.ts'
import {
  commandAnnounced,
  commandFreeze,
  type DetailName,
  type FreezeDetail,
  mayCommand,
} from './command-freeze.ts'
import { declareCorrectness, filePostmortem, type PostmortemInput } from './correctness.ts'
import { isInForce } from './declared-freeze.ts'
import { declareFreeze, type FreezeInput, liftFreeze } from './declare-freeze.ts'
import type { FreezeWorld } from './freeze-world.ts'

const LISTED_AHEAD_MS = 366 * DAY_MS

export type FreezeCommands = ReturnType<typeof freezeCommands>

/** Freezes, correctness incidents and postmortems: what people may do with them. */
export const freezeCommands = (world: FreezeWorld) => ({
  declare: (input: FreezeInput) => declareFreeze(world, input),
  lift: (service: string, userId: string) => liftFreeze(world, service, userId),
  /** Declared freezes and correctness incidents that are in force. */
  inForce: async () =>
    (await world.store.declaredFreezes.open()).filter((freeze) => isInForce(freeze, world.clock.now())),
  /** Scheduled freezes, those that last now before those to come. */
  scheduled: () => {
    const now = world.clock.now()
    const windows = world.catalog().windows ?? []
    return [...windowsAt(windows, now), ...windowsAhead(windows, now, LISTED_AHEAD_MS)]
  },
  declareCorrectness: (input: Parameters<typeof declareCorrectness>[1]) => declareCorrectness(world, input),
  /** What a freeze of a scope (null: of all services) does not block now, because it is in shadow. */
  inShadow: (scope: readonly string[] | null) => shadowedInScope(world, scope),
  /** Why somebody may not file a postmortem; null when they may. Before the form is opened. */
  mayFilePostmortem: async (userId: string) => (await actorOf(world, userId)).doubt,
  filePostmortem: (input: PostmortemInput) => filePostmortem(world, input),
  /** What the announcement of a level tells that a button names, and whether it still holds. */
  announced: (id: string) => announcedLevel(world, id),
  mayCommand: (id: string, detail: DetailName, userId: string) => mayCommand(world, id, detail, userId),
  commandAnnounced: (id: string, set: FreezeDetail, userId: string) =>
    commandAnnounced(world, id, set, userId),
  setIncidentCommander: (service: string, incidentCommander: string, userId: string) =>
    commandFreeze(world, service, { incidentCommander }, userId),
  setWarRoom: (service: string, warRoom: string, userId: string) =>
    commandFreeze(world, service, { warRoom }, userId),
})

/** Titles of the services of a scope that are in shadow, and whether they are all of it. */
export interface ShadowedScope {
  readonly titles: readonly string[]
  readonly isWhole: boolean
}

function shadowedInScope(world: FreezeWorld, scope: readonly string[] | null): Promise<ShadowedScope> {
  return world.store.transaction(async ({ statuses }) => {
    const catalog = world.catalog()
    const names = servicesIn(catalog, scope)
    const shadowed = await shadowedAmong(statuses, catalog, names)
    return {
      titles: titlesOf(catalog, [...shadowed]),
      isWhole: names.length > 0 && shadowed.size === names.length,
    }
  })
}
