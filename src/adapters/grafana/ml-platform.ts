import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as Gauge } from '@grafana/grafana-foundation-sdk/gauge'
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries'
import type { DashboardFacts, RecordedSli } from './facts.ts'
import { DATASOURCE, figure, series, SERVICE } from './queries.ts'
import { choice, shell, withPanels } from './shell.ts'
import { type Steps, stepsFor, thresholds } from './thresholds.ts'

/** The SLO that the panels of one SLO show, where there is one of that name. */
const MAIN_SLO = 'availability'

/** The SLIs of one service, on the series of `budgeteer rules --names sli`. Undefined where the rules record none. */
export function mlPlatform({ slis, pagesUrl }: DashboardFacts): Dashboard | undefined {
  const main = slis.find(({ slo }) => slo === MAIN_SLO) ?? slis[0]
  if (main === undefined) return undefined
  const dashboard = shell({
    uid: 'ml-platform-slo',
    title: 'ML Platform SLO Dashboard',
    description: 'The SLIs of one service, on what `budgeteer rules --names sli` records',
    from: 'now-7d',
    pagesUrl,
  }).withVariable(choice('service', 'Service', `label_values(${main.series}, service)`, main.service))
  withPanels(dashboard, [
    ratio(main, slis),
    remaining(main),
    burnRate(main),
    summary([...new Map(slis.map((one) => [one.series, one])).values()]),
  ])
  return dashboard.build()
}

const last = new ReduceDataOptionsBuilder().calcs(['lastNotNull'])

/** Green from the objective on, yellow while it fails five times as often as it may. */
const stepsOf = ({ objective }: RecordedSli): Steps => [
  'red',
  [percent(1 - 5 * objective.errorBudgetRatio), 'yellow'],
  [Number(objective.percent), 'green'],
]

const percent = (ratio: number): number => Math.max(0, Number((100 * ratio).toPrecision(12)))

function ratio(main: RecordedSli, slis: readonly RecordedSli[]): Gauge {
  const same = slis.filter((one) => one.series === main.series)
  const panel = new Gauge()
    .title(`$service ${named(main)} SLO`)
    .description(
      'Of the last five minutes. Green: the objective is met; yellow: up to five times as many errors as it allows.',
    )
    .datasource(DATASOURCE)
    .withTarget(figure(`${main.series}{${SERVICE}} * 100`, '{{service}}'))
    .unit('percent')
    .decimals(2)
    .min(percent(1 - 10 * Math.max(...same.map(({ objective }) => objective.errorBudgetRatio))))
    .max(100)
    .thresholds(thresholds(stepsOf(main)))
    .reduceOptions(last)
    .span(8)
    .height(9)
  for (const [aim, others] of Map.groupBy(same, ({ objective }) => objective.percent)) {
    const [first] = others
    if (first === undefined || aim === main.objective.percent) continue
    const { regexp, properties } = stepsFor(
      others.map(({ service }) => service),
      stepsOf(first),
    )
    panel.overrideByRegexp(regexp, properties)
  }
  return panel
}

const remaining = (main: RecordedSli): Timeseries =>
  new Timeseries()
    .title(`Error Budget Remaining (${main.window})`)
    .description('1 minus the share of the window’s budget that is spent; negative when it is overspent.')
    .datasource(DATASOURCE)
    .withTarget(
      series(`slo:error_budget:remaining_ratio{${SERVICE},slo="${main.slo}"} * 100`, 'Budget Remaining %'),
    )
    .unit('percent')
    .axisSoftMax(100)
    .thresholds(thresholds(['red', [0, 'green']]))
    .span(16)
    .height(9)

const burnRate = (main: RecordedSli): Timeseries =>
  new Timeseries()
    .title('Error Budget Burn Rate')
    .description('1 spends exactly the budget in the window of the SLO.')
    .datasource(DATASOURCE)
    .withTarget(series(`slo:error_budget:burn_rate_1h{${SERVICE},slo="${main.slo}"}`, '1h burn rate'))
    .min(0)
    .decimals(1)
    .span(16)
    .height(8)

/** One figure for each SLI that some service has; those of other services are empty. */
function summary(slis: readonly RecordedSli[]): Stat {
  const panel = new Stat()
    .title('SLI Status Summary')
    .description('Success ratios of the last five minutes, of the SLIs that the service has.')
    .datasource(DATASOURCE)
    .unit('percentunit')
    .decimals(3)
    .reduceOptions(last)
    .span(8)
    .height(8)
  for (const sli of slis) panel.withTarget(figure(`${sli.series}{${SERVICE}}`, named(sli)))
  return panel
}

/** `Availability` of `availability`. */
function named({ slo }: RecordedSli): string {
  const words = slo.replaceAll(/[-_.]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
