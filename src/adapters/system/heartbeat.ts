import { schedule, type ScheduledTask } from 'node-cron'
import type { Logger } from 'pino'
import { MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'

export interface Heartbeat {
  stop(): Promise<void>
}

export interface HeartbeatHooks {
  /** Called when the machine's clock was set, forward or (below zero) back. A machine that slept is one that was set forward. */
  readonly onClockJump?: (jumpMs: number) => void
}

/** Clocks that are kept by NTP are slewed by less in a second. */
const SMALLEST_JUMP_MS = 2 * SECOND_MS
/** Grants may end by it, and Slack's signatures be refused: somebody must look at the clock. */
const WORRYING_JUMP_MS = 5 * MINUTE_MS
const STALLED_MS = 3 * SECOND_MS

/**
 * Beats once a second. It only wakes the bot; what is due is worked out from the injected clock, so that a missed beat costs
 * nothing and is told at level debug alone. The library waits for a time on the clock, for ever where that was set back: a
 * timer that no clock moves sees it, and begins the task again.
 */
export function startHeartbeat(
  beat: () => void,
  logger: Pick<Logger, 'debug' | 'warn' | 'error'>,
  { onClockJump }: HeartbeatHooks = {},
): Heartbeat {
  let lastBeat = performance.now()
  const counted = (): void => {
    lastBeat = performance.now()
    beat()
  }
  let task = scheduled(counted, logger)
  const again = (): void => {
    void task.destroy()
    task = scheduled(counted, logger)
    lastBeat = performance.now()
  }
  let seen = { wall: Date.now(), steady: performance.now() }
  const watch = setInterval(() => {
    const now = { wall: Date.now(), steady: performance.now() }
    const jumpMs = Math.round(now.wall - seen.wall - (now.steady - seen.steady))
    seen = now
    if (Math.abs(jumpMs) >= SMALLEST_JUMP_MS) {
      tellJump(jumpMs, logger)
      onClockJump?.(jumpMs)
      again()
    } else if (now.steady - lastBeat >= STALLED_MS) again()
  }, SECOND_MS)
  watch.unref()
  return {
    stop: async () => {
      clearInterval(watch)
      await task.destroy()
    },
  }
}

function scheduled(beat: () => void, logger: Pick<Logger, 'debug' | 'error'>): ScheduledTask {
  const debug = (message: unknown): void => logger.debug({ from: 'node-cron' }, String(message))
  return schedule('* * * * * *', beat, {
    noOverlap: true,
    logger: {
      debug,
      info: debug,
      warn: debug,
      error: (message, error) => {
        logger.error({ err: error ?? message }, 'a beat of the scheduler failed')
      },
    },
  })
}

function tellJump(jumpMs: number, logger: Pick<Logger, 'warn' | 'error'>): void {
  const about = { jumpSeconds: Math.round(jumpMs / SECOND_MS) }
  const set = `the machine's clock was set ${jumpMs < 0 ? 'back' : 'forward'}, or the machine slept`
  if (Math.abs(jumpMs) < WORRYING_JUMP_MS) logger.warn(about, set)
  else logger.error(about, `${set}: grants, deadlines and Slack's signatures go by it; see that it is right`)
}
