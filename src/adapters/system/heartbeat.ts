import { schedule } from 'node-cron'

export interface Heartbeat {
  stop(): Promise<void>
}

/** Beats once a second. It only wakes the bot; what is due is worked out from the injected clock. */
export function startHeartbeat(beat: () => void): Heartbeat {
  const task = schedule('* * * * * *', beat, { noOverlap: true })
  return {
    stop: async () => {
      await task.destroy()
    },
  }
}
