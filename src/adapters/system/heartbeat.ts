import { schedule } from 'node-cron'
import type { Logger } from 'pino'

export interface Heartbeat {
  stop(): Promise<void>
}

/**
 * Beats once a second. It only wakes the bot; what is due is worked out from the injected clock, so that a missed beat costs
 * nothing and is told at level debug alone.
 */
export function startHeartbeat(beat: () => void, logger: Pick<Logger, 'debug' | 'error'>): Heartbeat {
  const debug = (message: unknown): void => logger.debug({ from: 'node-cron' }, String(message))
  const task = schedule('* * * * * *', beat, {
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
  return {
    stop: async () => {
      await task.destroy()
    },
  }
}
