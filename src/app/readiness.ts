import type { Readiness } from '../adapters/http/http-app.ts'
import type { SlackConnection } from '../adapters/slack/connection.ts'
import type { WatchState } from '../core/kernel/audit/audit-watch.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'

const WELL = { ok: true, detail: 'well' } as const

export function slackReadiness(slack: SlackConnection | undefined): Readiness {
  if (slack?.connected() === true) return { part: 'slack', ...WELL }
  return { part: 'slack', ok: false, detail: slack?.state().lastError ?? 'not connected yet' }
}

export const storeReadiness = (trouble: string | null): Readiness =>
  trouble === null ? { part: 'store', ...WELL } : { part: 'store', ok: false, detail: trouble }

/** A broken edit is reported and does no harm: the configuration before it stays in force. */
export const configurationReadiness = (problems: string | null): readonly Readiness[] =>
  problems === null
    ? []
    : [{ part: 'configuration', ok: true, detail: `the newest edit is not in force:\n${problems}` }]

/** The gate goes on answering: see docs/decisions/0028-the-gate-answers-beside-a-broken-log.md. */
export const auditReadiness = (state: WatchState): readonly Readiness[] =>
  state.kind === 'intact'
    ? []
    : [{ part: 'audit', ok: true, detail: `the audit log is broken: ${state.problem}` }]

/** A poll counts for three periods, whichever replica's it was. `lastAt` is 0 before the first. */
export function pollReadiness(lastAt: number, everyMs: number, now: number): Readiness {
  if (lastAt === 0) return { part: 'poll', ok: false, detail: 'no poll has succeeded yet' }
  const ageMs = now - lastAt
  // One of the future was made before the clock was set back, and says nothing of now; clocks of replicas differ a little.
  if (ageMs < -3 * everyMs) return { part: 'poll', ok: false, detail: 'no poll since the clock was set back' }
  if (ageMs <= 3 * everyMs) return { part: 'poll', ...WELL }
  return { part: 'poll', ok: false, detail: `the last good poll was ${Math.round(ageMs / SECOND_MS)} s ago` }
}
