import type { Logger } from 'pino'
import type { Configuration } from '../config/load-configuration.ts'
import type { Metrics } from '../adapters/http/metrics.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'
import { poll, type PollWorld, type PollResult } from '../core/poll/poll.ts'
import { followRewrittenLines } from '../core/shadow/end-shadow.ts'
import type { ShadowWorld } from '../core/shadow/shadow-world.ts'
import { type StatusWorld, statusReport } from '../core/status/report-status.ts'
import type { Discovery } from './discovery.ts'
import { pollReadiness } from './readiness.ts'

export interface PollingDeps {
  readonly deps: PollWorld & StatusWorld & ShadowWorld
  /** As it is in force now. */
  readonly configuration: () => Configuration
  readonly found: Pick<Discovery, 'beforeFirstPoll'>
  readonly metrics: Pick<Metrics, 'recordStatus'>
  readonly logger: Pick<Logger, 'info'>
  /** Does at once what a change of level asks of people. */
  readonly afterTransitions: () => Promise<unknown>
}

/** Beyond what the sources may take, for keeping what they said and telling what follows. */
const AFTER_SOURCES_MS = 15 * SECOND_MS

/** The poll: runs it, logs and meters it, and knows when it last succeeded. Its period is fixed at the start. */
export function polling({ deps, configuration, found, metrics, logger, afterTransitions }: PollingDeps): {
  readonly chores: readonly Chore[]
  /** Undefined before the first that went well. */
  readonly last: () => PollResult | undefined
  readonly readiness: () => ReturnType<typeof pollReadiness>
} {
  const { everyMs, timeoutMs } = configuration().settings.poll
  let last: PollResult | undefined
  const run = async (signal: AbortSignal): Promise<void> => {
    await found.beforeFirstPoll(signal)
    await followRewrittenLines(deps)
    const { teamChannels: teams, burnAlerts, mail } = configuration().settings
    const mailLists = mail?.lists ?? new Map<string, readonly string[]>()
    last = await poll({ ...deps, teams, burnAlerts, mailLists }, signal)
    for (const { service, from, to } of last.transitions) logger.info({ service, from, to }, 'level changed')
    if (last.transitions.length > 0) await afterTransitions()
    metrics.recordStatus(await statusReport(deps))
  }
  return {
    chores: [{ name: 'poll', everyMs, timeoutMs: timeoutMs + AFTER_SOURCES_MS, run }],
    last: () => last,
    readiness: () => pollReadiness(last, everyMs, deps.clock.now()),
  }
}
