import { isInForce } from '../core/freezes/declared-freeze.ts'
import { windowsAhead, windowsAt } from '../core/policy/freeze-window.ts'
import type { FreezeCommands } from '../adapters/slack/use-cases-freezes.ts'
import type { SlackUseCases } from '../adapters/slack/use-cases.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'
import { type CommandDeps, commandFreeze } from '../core/watch/commands.ts'
import { declareCorrectness, filePostmortem } from '../core/watch/correctness.ts'
import { declareFreeze, liftFreeze } from '../core/watch/declare-freeze.ts'
import { followFreezes } from '../core/watch/freeze-windows.ts'
import type { FreezeDeps } from '../core/watch/freeze-deps.ts'

const LISTED_AHEAD_MS = 366 * DAY_MS

/** Freezes: what people may do with them, and what is told when the time has come. */
export function freezes(deps: FreezeDeps & CommandDeps): {
  readonly chores: readonly Chore[]
  readonly useCases: FreezeCommands
  /** Of the freeze that a level brings. */
  readonly commands: Pick<SlackUseCases, 'setIncidentCommander' | 'setWarRoom'>
} {
  const windows = () => deps.catalog().windows ?? []
  return {
    chores: [
      { name: 'freezes', everyMs: 15 * SECOND_MS, timeoutMs: MINUTE_MS, run: () => followFreezes(deps) },
    ],
    useCases: {
      declare: (input) => declareFreeze(deps, input),
      lift: (service, userId) => liftFreeze(deps, service, userId),
      inForce: async () =>
        (await deps.store.declaredFreezes.open()).filter((freeze) => isInForce(freeze, deps.clock.now())),
      scheduled: () => {
        const now = deps.clock.now()
        return [...windowsAt(windows(), now), ...windowsAhead(windows(), now, LISTED_AHEAD_MS)]
      },
      declareCorrectness: (input) => declareCorrectness(deps, input),
      filePostmortem: (input) => filePostmortem(deps, input),
    },
    commands: {
      setIncidentCommander: (service, incidentCommander, userId) =>
        commandFreeze(deps, service, { incidentCommander }, userId),
      setWarRoom: (service, warRoom, userId) => commandFreeze(deps, service, { warRoom }, userId),
    },
  }
}
