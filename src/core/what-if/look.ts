import type { Look } from '../backtest/player.ts'
import type { Reading } from '../budgets/reading.ts'
import type { Slo } from '../budgets/slo.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { levelNamed, type Policy } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import type { Future } from './play-future.ts'
import type { LevelThen } from './simulation.ts'

/** @throws for a time at which nobody looked */
export function lookAt({ looks }: Future, at: number): Look {
  const look = looks.find((one) => one.at === at)
  if (look === undefined) throw new Error(`nobody looked at ${isoTime(at)}`)
  return look
}

export const statusIn = ({ judged }: Look, service: string): Status | undefined =>
  judged.find((one) => one.service.name === service)?.status

export const readingIn = ({ readings }: Look, { service, name }: Slo): Reading | undefined =>
  readings.find((reading) => reading.service === service && reading.slo === name)

/** What is left by a reading; null without a figure. */
export const ratioOf = (reading: Reading | undefined): number | null =>
  reading?.kind === 'measured' ? reading.remainingRatio : null

export function levelThen(policy: Policy, name: string): LevelThen {
  const level = levelNamed(policy, name)
  return {
    level: name,
    title: level?.title ?? 'No budget was ever measured',
    emoji: level?.emoji ?? '❔',
  }
}
