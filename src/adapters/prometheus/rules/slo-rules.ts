import { lookbacksOfRules } from '../../../core/budgets/burn-rule.ts'
import { type Slo, sloKey } from '../../../core/budgets/slo.ts'
import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS } from '../../../core/kernel/time/duration.ts'
import {
  OWN_VERSION,
  SLI_ERROR,
  SLOTH_INFO,
  SLOTH_OBJECTIVE,
  SLOTH_PERIOD,
} from '../recorded/series-names.ts'
import { type AlertOptions, alertRulesOf, burnRulesOf, exhaustedAlert } from './alert-rules.ts'
import { errorRatio } from './error-ratio.ts'
import { furtherRules, type NameSet } from './further-names.ts'
import type { Rule, RuleGroup } from './rule.ts'
import { PERIOD_REMAINING, seriesOf, slothLabels } from './slo-labels.ts'

export interface RulesOptions {
  readonly names: ReadonlySet<NameSet>
  /** Null for recording rules alone. */
  readonly alerts: AlertOptions | null
}

/** What is not in the rules, and why. */
export interface LeftOut {
  /** `service/slo`. */
  readonly slo: string
  readonly what: 'everything' | 'the window' | 'alerts' | 'an alert rule'
  readonly reason: string
}

export interface SloRules {
  readonly groups: readonly RuleGroup[]
  readonly leftOut: readonly LeftOut[]
}

/** What Sloth's dashboards look at, shortest first. */
const LOOKBACKS_MS = [5 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS]

const BURN_INTERVAL_MS = MINUTE_MS
/** A long window moves slowly and costs most. Every five minutes, and a series is stale before its next sample. */
const windowIntervalMs = (windowMs: number): number => (windowMs > 7 * DAY_MS ? 4 * MINUTE_MS : MINUTE_MS)

/** The rules of one SLO. Calendar windows have no length that a rule could name: at `at` the lookbacks alone are recorded. */
export function sloRules(slo: Slo, { names, alerts }: RulesOptions, at: number): SloRules {
  const key = sloKey(slo)
  const windowMs = slo.window.kind === 'rolling' ? slo.window.lengthMs : undefined
  const burnRules = burnRulesOf(slo)
  const lookbacksMs = [...new Set([...LOOKBACKS_MS, ...lookbacksOfRules(burnRules.kept)])]
    .filter((lookbackMs) => lookbackMs !== windowMs)
    .sort((a, b) => a - b)
  const recorded = new Map(lookbacksMs.map((lookbackMs) => [lookbackMs, errorRatio(slo, lookbackMs, at)]))
  const ofWindow = windowMs === undefined ? undefined : errorRatio(slo, windowMs, at)
  const reason = [ofWindow, ...recorded.values()].find((ratio) => ratio?.kind === 'none')
  const errorRules = [...recorded].flatMap(([lookbackMs, ratio]) =>
    ratio.kind === 'none' ? [] : [errorRule(slo, lookbackMs, ratio.promql)],
  )
  const windowRules =
    windowMs === undefined || ofWindow?.kind !== 'expression'
      ? []
      : [errorRule(slo, windowMs, ofWindow.promql), ...budgetRules(slo, windowMs)]
  if (errorRules.length === 0 && windowRules.length === 0)
    return { groups: [], leftOut: [{ slo: key, what: 'everything', reason: reason?.reason ?? '' }] }

  const isComplete = errorRules.length === recorded.size
  // A burn rule may look back on the very window, which the other group records.
  const alerting = alerts === null || !isComplete ? [] : alertRulesOf(slo, burnRules.kept, alerts)
  const further = furtherRules(slo, names, errorRules.length > 0, windowRules.length > 0)
  const exhausted = alerts === null || windowRules.length === 0 ? [] : [exhaustedAlert(slo, alerts)]
  const groups: readonly RuleGroup[] = [
    {
      name: key,
      intervalMs: BURN_INTERVAL_MS,
      rules: [...errorRules, ...standingRules(slo, errorRules.length > 0), ...further.burn, ...alerting],
    },
    {
      name: `${key}/window`,
      intervalMs: windowIntervalMs(windowMs ?? 0),
      rules: [...windowRules, ...further.window, ...exhausted],
    },
  ]
  return {
    groups: groups.filter(({ rules }) => rules.length > 0),
    leftOut: [
      ...(windowMs === undefined ? [{ slo: key, what: 'the window', reason: CALENDAR } as const] : []),
      ...(isComplete ? [] : [{ slo: key, what: 'alerts', reason: reason?.reason ?? '' } as const]),
      ...(alerts === null || !isComplete
        ? []
        : burnRules.leftOut.map((why) => ({ slo: key, what: 'an alert rule', reason: why }) as const)),
    ],
  }
}

const CALENDAR = 'a calendar window has no fixed length, which a rule must name; the bot measures it'

const errorRule = (slo: Slo, lookbackMs: number, expr: string): Rule => ({
  record: SLI_ERROR + formatDuration(lookbackMs),
  expr,
  labels: { ...slothLabels(slo), sloth_window: formatDuration(lookbackMs) },
})

/** Constants of the SLO, and its current burn rate. */
function standingRules(slo: Slo, hasBurn: boolean): Rule[] {
  const { objective, window } = slo
  const labels = slothLabels(slo)
  const budget = objective.errorBudgetRatio
  const record = (name: string, expr: string, more: Readonly<Record<string, string>> = {}): Rule => ({
    record: name,
    expr,
    labels: { ...labels, ...more },
  })
  return [
    record(SLOTH_OBJECTIVE, `vector(${Number((1 - budget).toPrecision(13))})`),
    record('slo:error_budget:ratio', `vector(${budget})`),
    ...(window.kind === 'rolling' ? [record(SLOTH_PERIOD, `vector(${window.lengthMs / DAY_MS})`)] : []),
    ...(hasBurn
      ? [record('slo:current_burn_rate:ratio', `${seriesOf(`${SLI_ERROR}5m`, slo)} / ${budget}`)]
      : []),
    record(SLOTH_INFO, 'vector(1)', {
      sloth_mode: 'cli-gen-prom',
      sloth_objective: objective.percent,
      sloth_spec: 'budgeteer',
      sloth_version: OWN_VERSION,
    }),
  ]
}

function budgetRules(slo: Slo, windowMs: number): Rule[] {
  const labels = slothLabels(slo)
  return [
    {
      record: 'slo:period_burn_rate:ratio',
      expr: `${seriesOf(SLI_ERROR + formatDuration(windowMs), slo)} / ${slo.objective.errorBudgetRatio}`,
      labels,
    },
    {
      record: PERIOD_REMAINING,
      expr: `1 - ${seriesOf('slo:period_burn_rate:ratio', slo)}`,
      labels,
    },
  ]
}
