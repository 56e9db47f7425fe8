import { type Logger, pino } from 'pino'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { Audience } from '../../demo/audience.ts'
import { DemoClock } from '../../demo/demo-clock.ts'
import { Panel } from '../../demo/panel.ts'
import { openStage, type Stage, WATCHED_MS } from '../../demo/stage.ts'
import { startHeartbeat } from '../../src/adapters/system/heartbeat.ts'
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

/** A demo with its panel, whose bot looks by itself, as `budgeteer demo` opens it. */
export interface LiveDemo {
  readonly stage: Stage
  readonly close: () => Promise<void>
}

export async function openLiveDemo(): Promise<LiveDemo> {
  const panel = new Panel()
  const clock = new DemoClock(Date.now() - WATCHED_MS)
  const logger = pino({ level: 'silent' })
  const stage = await openStage({ clock, logger, port: 0, root: PROJECT_ROOT, panel })
  await panel.attach(stage)
  const heartbeat = startHeartbeat(() => stage.bot.beat(), logger)
  return {
    stage,
    close: async () => {
      await heartbeat.stop()
      await stage.close()
    },
  }
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
