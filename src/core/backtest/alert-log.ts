import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { JudgedRule } from '../budgets/burn-verdict.ts'
import { burnStep } from '../burn-alerts/step.ts'
import type { Evaluated } from '../burn-alerts/evaluated-rules.ts'
import type { BacktestAlert } from './backtest.ts'

/** The burn alerts of all services, as the bot would have begun and ended them. */
export interface AlertLog {
  note(evaluated: readonly Evaluated[], at: number): void
  /** Of one service, by their beginning. */
  told(service: string): readonly BacktestAlert[]
}

interface Open {
  readonly service: string
  readonly slo: string
  readonly severity: BurnSeverity
  readonly from: number
  until: number | null
  rules: readonly string[]
  quietSince: number | null
  peakBurnRate: number
}

export function alertLog(quietForMs: number): AlertLog {
  const all: Open[] = []
  const open = new Map<string, Open>()
  return {
    note(evaluated, at) {
      for (const { service, slo, severity, reading, judged } of evaluated) {
        const key = `${service.name}/${slo.name}/${severity}`
        const before = open.get(key)
        const step = burnStep(before, judged, at, quietForMs)
        if (step.kind === 'begun' && reading?.kind === 'measured') {
          const begun: Open = {
            service: service.name,
            slo: slo.name,
            severity,
            from: at,
            until: null,
            rules: step.firing.map(({ rule }) => rule.name),
            quietSince: null,
            peakBurnRate: fastest(step.firing),
          }
          all.push(begun)
          open.set(key, begun)
        }
        if (before === undefined) continue
        if (step.kind === 'goes-on') {
          before.quietSince = step.quietSince
          before.rules = [...before.rules, ...step.joined.map(({ name }) => name)]
          before.peakBurnRate = Math.max(before.peakBurnRate, fastest(step.firing))
        }
        if (step.kind === 'ended') {
          before.until = at
          open.delete(key)
        }
      }
    },
    told: (service) =>
      all
        .filter((alert) => alert.service === service)
        .map(({ slo, severity, rules, from, until, peakBurnRate }) => ({
          slo,
          severity,
          rules,
          from,
          until,
          peakBurnRate,
        })),
  }
}

/** Over the long lookback of the rule that leads, as the alert's message says it. */
const fastest = ([lead]: readonly JudgedRule[]): number => lead?.longRate ?? 0
