import { setTimeout as sleep } from 'node:timers/promises'
import type { ReplicaFleet } from './replica-fleet.ts'

const ASKED_EVERY_MS = 100

/** What the gate of one seat of the fleet said. */
export interface SeatReport {
  asked: number
  answered: number
  /** Without an answer, because it was killed meanwhile. */
  cut: number
  /** By one that lived on: what it said, or how the call failed. */
  readonly errors: string[]
}

/** Asks the gate of each replica that is up, again and again until `isOver`; a report for each seat. */
export function askEachGate(fleet: ReplicaFleet, isOver: () => boolean): Promise<readonly SeatReport[]> {
  return Promise.all(
    fleet.seats.map(async (_, seat) => {
      const report: SeatReport = { asked: 0, answered: 0, cut: 0, errors: [] }
      while (!isOver()) {
        await sleep(ASKED_EVERY_MS)
        const bot = fleet.seats[seat]
        if (bot?.isUp !== true) continue
        report.asked += 1
        const question = { service: 'checkout', change: 'p0-hotfix', revision: 'v1' }
        const trouble = await bot.call('/v1/gate', question).then(
          ({ status, json }) => (status === 200 ? null : `${status} ${JSON.stringify(json)}`),
          (error: unknown) => String(error),
        )
        if (trouble === null) report.answered += 1
        else if (fleet.wasKilled(bot)) report.cut += 1
        else report.errors.push(trouble)
      }
      return report
    }),
  )
}
