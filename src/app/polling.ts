import type { Logger } from 'pino'
import type { Configuration } from '../config/load-configuration.ts'
import type { Metrics } from '../adapters/http/metrics.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'
import { poll, type PollWorld, type PollResult } from '../core/poll/poll.ts'
import { followRewrittenLines } from '../core/shadow/end-shadow.ts'
import type { ShadowWorld } from '../core/shadow/shadow-world.ts'
import { type StatusWorld, statusReport } from '../core/status/report-status.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import { pollReadiness } from './readiness.ts'

export interface PollingDeps {
  /** As it is in force now. */
  readonly configuration: () => Configuration
  readonly metrics: Pick<Metrics, 'recordStatus' | 'recordPolled'>
  readonly logger: Pick<Logger, 'info'>
  readonly clock: Clock
  /** When another replica last polled; undefined where that is not known. */
  readonly polledAt?: number | undefined
}

/** A poll under one term of the lease. */
export type PolledWorld = PollWorld &
  StatusWorld &
  ShadowWorld & {
    /** Searches for SLOs where that was never done. */
    readonly beforeFirstPoll: (signal: AbortSignal) => Promise<void>
    /** Does at once what a change of level asks of people. */
    readonly afterTransitions: () => Promise<unknown>
    /** Tells the other replicas. */
    readonly afterPoll: () => Promise<unknown>
  }

/** Beyond what the sources may take, for keeping what they said and telling what follows. */
const AFTER_SOURCES_MS = 15 * SECOND_MS

/** The poll: runs it, logs and meters it, and knows when it last succeeded. Its period is fixed at the start. */
export function polling({ configuration, metrics, logger, clock, polledAt }: PollingDeps): {
  readonly choreIn: (world: PolledWorld) => Chore
  /** Another replica has polled. */
  readonly seen: () => void
  /** This replica's; undefined before the first that went well. */
  readonly last: () => PollResult | undefined
  readonly readiness: () => ReturnType<typeof pollReadiness>
} {
  const { everyMs, timeoutMs } = configuration().settings.poll
  let last: PollResult | undefined
  let seenAt = polledAt
  const pollIn = async (world: PolledWorld, signal: AbortSignal): Promise<void> => {
    await world.beforeFirstPoll(signal)
    await followRewrittenLines(world)
    const { teamChannels: teams, burnAlerts, mail } = configuration().settings
    const mailLists = mail?.lists ?? new Map<string, readonly string[]>()
    last = await poll({ ...world, teams, burnAlerts, mailLists }, signal)
    for (const { service, from, to } of last.transitions) logger.info({ service, from, to }, 'level changed')
    if (last.transitions.length > 0) await world.afterTransitions()
    metrics.recordStatus(await statusReport(world))
    await world.afterPoll()
  }
  return {
    choreIn: (world) => ({
      name: 'poll',
      everyMs,
      timeoutMs: timeoutMs + AFTER_SOURCES_MS,
      run: (signal) => pollIn(world, signal),
    }),
    seen: () => {
      seenAt = clock.now()
      metrics.recordPolled()
    },
    last: () => last,
    readiness: () => pollReadiness(Math.max(last?.at ?? 0, seenAt ?? 0), everyMs, clock.now()),
  }
}
