import type { Slo } from '../../../core/budgets/slo.ts'
import { formatDuration } from '../../../core/kernel/time/duration.ts'
import { SLI_ERROR } from '../recorded/series-names.ts'
import type { Rule } from './rule.ts'
import { PERIOD_REMAINING, seriesOf } from './slo-labels.ts'

/**
 * Names beside Sloth's: `policy` are those of the policy document (`slo:availability:ratio_rate30d`), `sli` those of
 * workshops on SLIs (`sli:availability:ratio`, `slo:error_budget:burn_rate_1h`).
 */
export const NAME_SETS = ['sloth', 'policy', 'sli'] as const
export type NameSet = (typeof NAME_SETS)[number]

interface FurtherRules {
  /** Of the lookbacks. */
  readonly burn: readonly Rule[]
  /** Of the whole window. */
  readonly window: readonly Rule[]
}

/** Further names for what is recorded already. `sum` leaves nothing of the labels but the rule's own. */
export function furtherRules(
  slo: Slo,
  names: ReadonlySet<NameSet>,
  hasBurn: boolean,
  hasWindow: boolean,
): FurtherRules {
  const { window, objective } = slo
  const labels = { service: slo.service, slo: slo.name }
  const record = (name: string, expr: string): Rule => ({ record: name, expr, labels })
  const errorsOver = (lookback: string): string => `sum(${seriesOf(SLI_ERROR + lookback, slo)})`
  const remaining = `sum(${seriesOf(PERIOD_REMAINING, slo)})`
  const what = slo.name.replaceAll(/[^a-zA-Z0-9_]/g, '_')
  const period = window.kind === 'rolling' ? formatDuration(window.lengthMs) : ''
  const isNamed = (set: NameSet): boolean => names.has(set)
  return {
    burn:
      hasBurn && isNamed('sli')
        ? [
            record(`sli:${what}:${RATIO_NAMES[slo.sli.kind] ?? 'ratio'}`, `1 - ${errorsOver('5m')}`),
            record('slo:error_budget:burn_rate_1h', `${errorsOver('1h')} / ${objective.errorBudgetRatio}`),
          ]
        : [],
    window: hasWindow
      ? [
          ...(isNamed('policy')
            ? [
                record(`slo:${what}:ratio_rate${period}`, `1 - ${errorsOver(period)}`),
                record(`slo:${what}:error_budget_remaining`, remaining),
              ]
            : []),
          ...(isNamed('sli') ? [record('slo:error_budget:remaining_ratio', remaining)] : []),
        ]
      : [],
  }
}

const RATIO_NAMES: Readonly<Record<string, string>> = { latency: 'good_ratio', quality: 'accuracy_ratio' }
