import { type Logger, pino } from 'pino'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { Audience } from '../../demo/audience.ts'
import { DemoClock } from '../../demo/demo-clock.ts'
import { openStage, type Stage, WATCHED_MS } from '../../demo/stage.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'

/** The service that these tests break. */
export const SERVICE = 'inference-gateway'

/** So many minutes of outage bring the service from its good month to this level. */
export const OUTAGE_MINUTES = { WARNING: 65, CRITICAL: 117, EMERGENCY: 141 } as const

/** A demo without a page to look at. */
export interface Scene {
  readonly stage: Stage
  readonly clock: DemoClock
  readonly audience: Audience
  /** Everything fails for so long. */
  readonly fails: (minutes: number) => Promise<void>
}

export async function openScene(logger: Logger = pino({ level: 'silent' })): Promise<Scene> {
  const clock = new DemoClock(Date.now() - WATCHED_MS)
  const stage = await openStage({ clock, logger, port: 0, root: PROJECT_ROOT })
  return {
    stage,
    clock,
    audience: new Audience(stage, clock),
    fails: (minutes) =>
      stage.pass(minutes * MINUTE_MS, {
        stepMs: minutes * MINUTE_MS,
        outage: { service: SERVICE, failedRatio: 1 },
      }),
  }
}
