import { BURN_SEVERITIES, burnRulesAt, type BurnSeverity } from '../budgets/burn-rule.ts'
import { type JudgedRule, judgedRules } from '../budgets/burn-verdict.ts'
import type { Reading } from '../budgets/reading.ts'
import { type Service, type Slo, sloKey } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import type { Catalog } from '../policy/catalog.ts'

/** One SLO and severity at one poll. */
export interface Evaluated {
  readonly service: Service
  readonly slo: Slo
  readonly severity: BurnSeverity
  readonly reading: Reading | undefined
  readonly judged: readonly JudgedRule[]
}

/** Every SLO's rules with what the readings of a poll say of them, pages before tickets. SLOs without rules are left out. */
export function evaluatedRules(catalog: Catalog, readings: readonly Reading[]): readonly Evaluated[] {
  const byKey = new Map(
    readings.map((reading) => [sloKey({ service: reading.service, name: reading.slo }), reading]),
  )
  return BURN_SEVERITIES.flatMap((severity) =>
    [...catalog.services.values()].flatMap((service) =>
      service.slos.flatMap((slo): Evaluated[] => {
        const own = (slo.burnRules ?? []).filter((rule) => rule.severity === severity)
        if (own.length === 0) return []
        const reading = byKey.get(sloKey(slo))
        const rules =
          reading === undefined ? own : burnRulesAt(own, windowAt(slo.window, reading.at).lengthMs)
        return [{ service, slo, severity, reading, judged: judgedRules(rules, reading) }]
      }),
    ),
  )
}
