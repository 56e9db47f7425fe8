import type { HoldReport } from './status-report.ts'
import type { Hold } from '../policy/hold.ts'
import { isoOrNull } from '../kernel/time/iso-time.ts'

/** A hold as scripts and people read it. */
export function holdReport(hold: Hold, inForce = true): HoldReport {
  const { kind } = hold
  return {
    kind,
    id: kind === 'window' ? hold.name : kind === 'hours' ? hold.level : hold.id,
    reason: kind === 'hours' ? hoursReason(hold.effect) : hold.reason,
    since: kind === 'hours' ? null : isoOrNull(hold.since),
    until: kind === 'correctness' ? null : isoOrNull(hold.until),
    changes: kind === 'window' ? hold.changes : null,
    inForce,
  }
}

const hoursReason = (effect: Extract<Hold, { kind: 'hours' }>['effect']): string =>
  effect === 'advised' ? 'outside of the preferred hours' : 'outside of the deploy hours'

/** The holds in force that a report tells of, but for the hours, which are the gate's. */
export function holdsIn(reports: readonly HoldReport[]): readonly Hold[] {
  return reports.flatMap(({ kind, id, reason, since, until, changes, inForce }): Hold[] => {
    const sinceMs = Date.parse(since ?? '')
    if (!inForce || kind === 'hours' || Number.isNaN(sinceMs)) return []
    const untilMs = until === null ? null : Date.parse(until)
    if (kind === 'correctness') return [{ kind, id, reason, since: sinceMs }]
    if (kind === 'declared') return [{ kind, id, reason, since: sinceMs, until: untilMs }]
    return untilMs === null ? [] : [{ kind, name: id, reason, since: sinceMs, until: untilMs, changes }]
  })
}
