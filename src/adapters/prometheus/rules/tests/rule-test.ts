import type { Slo } from '../../../../core/budgets/slo.ts'
import { formatDuration, MINUTE_MS } from '../../../../core/kernel/time/duration.ts'
import { SLI_ERROR } from '../../recorded/series-names.ts'
import { promqlString } from '../../../../core/budgets/selector.ts'
import type { RuleGroup } from '../rule.ts'
import { yamlText } from '../rules-text.ts'
import { seriesOf } from '../slo-labels.ts'
import { settledAfterMs, syntheticSeries, type SyntheticSeries } from './synthetic-series.ts'

export type RuleTest =
  | { readonly kind: 'test'; text(comment: string): string }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * A file of promtool tests for the rules of one SLO: when everything fails each of its alerts fires, when nothing fails none
 * does. `groups` are the rules that promtool can work out; `ruleFile` is their path as seen from the file.
 */
export function ruleTest(slo: Slo, groups: readonly RuleGroup[], ruleFile: string): RuleTest {
  const atMs = settledAfterMs(slo)
  const cases = [false, true].map((isGood) => ({ isGood, input: syntheticSeries(slo, isGood) }))
  const tests: object[] = []
  for (const { isGood, input } of cases) {
    if (input.kind === 'none') return input
    tests.push({
      name: `${slo.service}/${slo.name}: ${isGood ? 'nothing fails, no alert fires' : 'everything fails, each alert fires'}`,
      interval: '1m',
      input_series: input.series.map((series) => ({
        series: series.series,
        values: valuesOver(series, atMs),
      })),
      promql_expr_test: expectations(slo, groups, isGood).map(({ expr, value }) => ({
        expr,
        eval_time: formatDuration(atMs),
        exp_samples: [{ labels: '{}', value }],
      })),
    })
  }
  const document = {
    rule_files: [ruleFile],
    evaluation_interval: formatDuration(atMs),
    // The whole window first: a burn rule may look back on it.
    group_eval_order: groups.map(({ name }) => name).toReversed(),
    tests,
  }
  return { kind: 'test', text: (comment) => yamlText(document, comment) }
}

const valuesOver = ({ from, perMinute }: SyntheticSeries, untilMs: number): string =>
  `${from}+${perMinute}x${untilMs / MINUTE_MS}`

interface Expectation {
  readonly expr: string
  readonly value: number
}

/** By the series ALERTS, so that alerts of other SLOs on the same series, and the words of annotations, do not matter. */
function expectations(slo: Slo, groups: readonly RuleGroup[], isGood: boolean): Expectation[] {
  const rules = groups.flatMap((group) => group.rules)
  const value = isGood ? 0 : 1
  const errors = rules.flatMap((rule) =>
    'record' in rule && rule.record.startsWith(SLI_ERROR) ? [rule.record] : [],
  )
  const alerts = rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : []))
  return [
    ...errors.map((series) => ({ expr: `sum(${seriesOf(series, slo)})`, value })),
    ...alerts.map((alert) => ({ expr: `count(${firing(slo, alert)}) or vector(0)`, value })),
  ]
}

function firing({ service, name }: Slo, alert: string): string {
  const labels = { alertname: alert, alertstate: 'firing', service, slo: name }
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${promqlString(value)}`)
  return `ALERTS{${matchers.join(',')}}`
}
