import { type BurnRule, type BurnSeverity, BURN_SEVERITIES } from '../../../core/budgets/burn-rule.ts'
import { burnRules, isReachable } from '../../../core/budgets/burn-tables.ts'
import { SAME_RATIO_WITHIN } from '../../../core/budgets/compare.ts'
import { windowText } from '../../../core/budgets/slo-window.ts'
import type { Slo } from '../../../core/budgets/slo.ts'
import { formatDuration, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import { SLI_ERROR } from '../recorded/series-names.ts'
import type { Rule } from './rule.ts'
import { PERIOD_REMAINING, seriesOf, slothLabels } from './slo-labels.ts'

export interface AlertOptions {
  /** Address with `{service}` and `{slo}` in it; null when there is none. */
  readonly runbook: string | null
  /** Whether an exhausted budget asks for a freeze by its label. */
  readonly asksFreeze: boolean
}

export const ALERT_NAMES: Readonly<Record<BurnSeverity | 'exhausted', string>> = {
  page: 'ErrorBudgetBurnPage',
  ticket: 'ErrorBudgetBurnTicket',
  exhausted: 'ErrorBudgetExhausted',
}

/** The SLO's own burn rules, else those of the SRE Workbook; without those that cannot fire, and why. */
export function burnRulesOf(slo: Slo): {
  readonly kept: readonly BurnRule[]
  readonly leftOut: readonly string[]
} {
  const all = slo.burnRules ?? burnRules('workbook', slo.window)
  const kept = all.filter((rule) => isReachable(rule, slo.objective))
  const leftOut = all
    .filter((rule) => !kept.includes(rule))
    .map(
      ({ name, factor }) =>
        `${name}: at ${slo.objective.percent} % nothing burns ${shortFactor(factor)} times as fast as it may`,
    )
  return { kept, leftOut }
}

/** One alert for each severity; each of its rules may fire it. */
export const alertRulesOf = (slo: Slo, rules: readonly BurnRule[], options: AlertOptions): Rule[] =>
  BURN_SEVERITIES.flatMap((severity) => {
    const own = rules.filter((rule) => rule.severity === severity)
    return own.length === 0 ? [] : [burnAlert(slo, severity, own, options)]
  })

const burnAlert = (
  slo: Slo,
  severity: BurnSeverity,
  rules: readonly BurnRule[],
  options: AlertOptions,
): Rule => ({
  alert: ALERT_NAMES[severity],
  expr: `max without (sloth_window) (\n${rules
    .map((rule) => `  (\n${burning(slo, rule)}\n  )`)
    .join('\n  or\n')}\n)`,
  labels: alertLabels(slo, severity),
  annotations: {
    summary: `${literal(`${slo.service}: ${slo.title}`)}: the error budget burns {{ $value | humanize }} times as fast as it may`,
    description: `${promise(slo)} ${outlook(slo)}`,
    ...runbookOf(slo, options),
  },
})

/** Strictly above the factor over both lookbacks; nearer to it than rounding goes is at it. */
function burning(slo: Slo, { longMs, shortMs, factor }: BurnRule): string {
  const above = (lookbackMs: number): string =>
    `    ${seriesOf(SLI_ERROR + formatDuration(lookbackMs), slo)} / ${slo.objective.errorBudgetRatio} > ${shortFactor(factor)} + ${SAME_RATIO_WITHIN}`
  return shortMs === null
    ? above(longMs)
    : `${above(longMs)}\n    and ignoring (sloth_window)\n${above(shortMs)}`
}

/** Without the binary noise of share × period ÷ lookback; a millionth of what comparisons leave out. */
const shortFactor = (factor: number): number => Number(factor.toPrecision(15))

/** Nothing of the budget is left: at the boundary it is spent. */
export const exhaustedAlert = (slo: Slo, options: AlertOptions): Rule => ({
  alert: ALERT_NAMES.exhausted,
  expr: `max without (sloth_window) (\n  ${seriesOf(PERIOD_REMAINING, slo)} <= ${SAME_RATIO_WITHIN}\n)`,
  labels: { ...alertLabels(slo, 'page'), ...(options.asksFreeze && { freeze: 'true' }) },
  annotations: {
    summary: `${literal(`${slo.service}: ${slo.title}`)}: the error budget is spent`,
    description: `${promise(slo)} {{ $value | humanizePercentage }} of the budget is left.`,
    ...runbookOf(slo, options),
  },
})

const alertLabels = (slo: Slo, severity: BurnSeverity): Readonly<Record<string, string>> => ({
  severity,
  service: slo.service,
  slo: slo.name,
  ...slothLabels(slo),
  sloth_severity: severity,
})

const promise = (slo: Slo): string =>
  `Objective: ${slo.objective.percent} % over ${literal(windowText(slo.window))}.`

/** Budget left, and how long it lasts at the rate of the long lookback, worked out when the alert is sent. */
function outlook(slo: Slo): string {
  if (slo.window.kind === 'calendar')
    return 'Of the budget of a calendar window Prometheus knows nothing: /budget status says what is left.'
  const series = seriesOf(PERIOD_REMAINING, slo)
  const windowSeconds = slo.window.lengthMs / SECOND_MS
  const lasting = `{{ with printf "${escaped(`${series} * ${windowSeconds}`)} / %g" $value | query }}If it goes on burning {{ $value | humanize }} times as fast as it may, it is spent in {{ . | first | value | humanizeDuration }}; old errors that leave the window make it last longer.{{ end }}`
  return [
    `{{ with query "${escaped(series)}" }}{{ $left := . | first | value }}{{ $left | humanizePercentage }} of the budget is left.`,
    `{{ if gt $left 0.0 }} ${lasting}{{ end }}`,
    `{{ else }}How much of the budget is left is not known.{{ end }}`,
  ].join('')
}

const runbookOf = (slo: Slo, { runbook }: AlertOptions): Readonly<Record<string, string>> =>
  runbook === null
    ? {}
    : {
        runbook_url: literal(
          runbook
            .replaceAll('{service}', () => encodeURIComponent(slo.service))
            .replaceAll('{slo}', () => encodeURIComponent(slo.name)),
        ),
      }

const escaped = (promql: string): string => promql.replaceAll('\\', '\\\\').replaceAll('"', '\\"')

/** People's text in a template of Prometheus: what would begin an action is printed. */
const literal = (text: string): string => text.replaceAll('{{', '{{ "{{" }}')
