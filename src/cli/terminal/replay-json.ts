import { spelled } from '../../adapters/spelling/command-text.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import type { LevelChange, Replay } from '../../core/replay/replay.ts'

/** A replay as scripts read it: times in ISO 8601, durations in seconds, ratios as numbers. */
export const replayJson = ({ from, until, looks, unknownLookbacksMs, services }: Replay) => ({
  from: isoTime(from),
  until: isoTime(until),
  looks,
  unknownLookbacksSeconds: unknownLookbacksMs.map((ms) => ms / SECOND_MS),
  services: services.map(({ announcements, levels, deployments, ...one }) => ({
    ...one,
    levels: levels.map(({ ms, ...level }) => ({ ...level, seconds: ms / SECOND_MS })),
    announcements: {
      then: announcements.then.map(changeJson),
      replayed: announcements.replayed.map(changeJson),
    },
    deployments: deployments.map(({ at, explanation, ...deployment }) => ({
      ...deployment,
      at: isoTime(at),
      explanation: explanation === null ? null : spelled(explanation),
    })),
  })),
})

const changeJson = ({ at, ...change }: LevelChange) => ({ at: isoTime(at), ...change })
