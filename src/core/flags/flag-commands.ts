import type { FlagChange } from './flag-change.ts'
import type { FlagWorld } from './flag-world.ts'
import { restoreFlags } from './restore-flags.ts'

/** How many flags a list goes back to. */
const RECENT = 50

/** The feature flags of the services: what became of those that were rolled back, and their way back. */
export const flagCommands = (world: FlagWorld) => ({
  /** Newest rollback first, of one service or of all. */
  recent: (service?: string): Promise<readonly FlagChange[]> =>
    world.store.flagChanges.recent(RECENT, service),
  /** Puts back what a rollback switched off. */
  restore: (rollback: string, userId: string, anyway = false) =>
    restoreFlags(world, rollback, userId, anyway),
})
