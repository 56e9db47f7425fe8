import type { Slo } from '../../../budgets/slo.ts'
import { formatDuration, MINUTE_MS } from '../../../time/duration.ts'
import { SLI_ERROR } from '../../recorded/series-names.ts'
import { promqlString } from '../../selector.ts'
import type { RuleGroup } from '../rule.ts'
import { yamlText } from '../rules-text.ts'
import { seriesOf } from '../slo-labels.ts'
import { settledAfterMs, syntheticSeries, type SyntheticSeries } from './synthetic-series.ts'

export type RuleTest =
  | { readonly kind: 'test'; text(comment: string): string }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * A file of promtool tests for the rules of one SLO: when everything fails each of its alerts fires, when nothing fails none
 * does. `ruleFile` is the path of the rules as seen from the file.
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
  const document = { rule_files: [ruleFile], evaluation_interval: formatDuration(atMs), tests }
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
  const { service, name } = slo
  return groups
    .flatMap(({ rules }) => rules)
    .flatMap((rule): Expectation[] => {
      if ('record' in rule)
        return rule.record.startsWith(SLI_ERROR)
          ? [{ expr: `sum(${seriesOf(rule.record, slo)})`, value: isGood ? 0 : 1 }]
          : []
      const labels = [
        ['alertname', rule.alert],
        ['alertstate', 'firing'],
        ['service', service],
        ['slo', name],
      ].map(([label = '', value = '']) => `${label}=${promqlString(value)}`)
      return [{ expr: `count(ALERTS{${labels.join(',')}}) or vector(0)`, value: isGood ? 0 : 1 }]
    })
}
