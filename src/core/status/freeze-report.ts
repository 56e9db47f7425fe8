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
