import type { ServiceReport } from '../../core/status/status-report.ts'
import { freezesIn } from '../../core/status/freeze-report.ts'
import { type Catalog, governed } from '../../core/policy/catalog.ts'
import { decide } from '../../core/policy/decide.ts'
import type { DecidedSeat, Decision } from '../../core/policy/decision.ts'

/** What one change type would get now, with nobody's approval yet and every requirement met. */
export interface AllowedChange {
  readonly change: string
  readonly title: string
  readonly decision: Decision['decision']
  readonly seats: readonly DecidedSeat[]
  readonly rule: string
  /** Allowed at every level when a named person, or a token that may, claims it. */
  readonly exempt: boolean
}

/** The whole policy for one service as it stands; empty when the service has left the configuration. */
export function allowedChanges(
  catalog: Catalog,
  report: ServiceReport,
  now: number,
): readonly AllowedChange[] {
  const found = governed(catalog, report.service)
  if (found === undefined) return []
  const { policy } = found
  const freezes = freezesIn(report.freezes ?? [])
  const met = new Set(policy.requirements.keys())
  const lost =
    report.knownAt === null || now - Date.parse(report.knownAt) > policy.onMissingBudget.keepLevelMs
  return [...policy.changes.values()].map((change) => {
    const { decision, seats, rule } = decide(policy, {
      service: report.service,
      change,
      risk: change.risk,
      level: report.level,
      remainingRatio: report.remainingRatio,
      freshness: lost ? 'unknown' : report.stale ? 'stale' : 'fresh',
      freezes,
      met,
      people: [],
      automatic: false,
      claimsExemption: false,
    })
    return { change: change.name, title: change.title, decision, seats, rule, exempt: change.exempt }
  })
}
