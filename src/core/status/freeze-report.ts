import type { FreezeReport } from './status-report.ts'
import type { Freeze } from '../policy/freeze.ts'
import { isoOrNull } from '../kernel/time/iso-time.ts'

/** A freeze as scripts and people read it. */
export function freezeReport(freeze: Freeze, inForce = true): FreezeReport {
  const { kind } = freeze
  return {
    kind,
    id: kind === 'window' ? freeze.name : kind === 'hours' ? freeze.level : freeze.id,
    reason: kind === 'hours' ? hoursReason(freeze.effect) : freeze.reason,
    since: kind === 'hours' ? null : isoOrNull(freeze.since),
    until: kind === 'correctness' ? null : isoOrNull(freeze.until),
    changes: kind === 'window' ? freeze.changes : null,
    inForce,
  }
}

const hoursReason = (effect: Extract<Freeze, { kind: 'hours' }>['effect']): string =>
  effect === 'advised' ? 'outside of the preferred hours' : 'outside of the deploy hours'

/** The freezes in force that a report tells of, but for the hours, which are the gate's. */
export function freezesIn(reports: readonly FreezeReport[]): readonly Freeze[] {
  return reports.flatMap(({ kind, id, reason, since, until, changes, inForce }): Freeze[] => {
    const sinceMs = Date.parse(since ?? '')
    if (!inForce || kind === 'hours' || Number.isNaN(sinceMs)) return []
    const untilMs = until === null ? null : Date.parse(until)
    if (kind === 'correctness') return [{ kind, id, reason, since: sinceMs }]
    if (kind === 'declared') return [{ kind, id, reason, since: sinceMs, until: untilMs }]
    return untilMs === null ? [] : [{ kind, name: id, reason, since: sinceMs, until: untilMs, changes }]
  })
}
