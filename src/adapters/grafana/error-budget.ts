import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import type { Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as Gauge } from '@grafana/grafana-foundation-sdk/gauge'
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline'
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries'
import type { DashboardFacts } from './facts.ts'
import { anyOf, DATASOURCE, figure, series, SERVICE, SLO } from './queries.ts'
import { choice, marks, shell, withPanels } from './shell.ts'
import { levelSteps, otherPolicies, thresholds } from './thresholds.ts'

/** Burn rates that the SRE workbook looks at: tickets from 1, pages from 6 and 14.4. */
const BURN_STEPS = ['green', [1, 'yellow'], [6, 'orange'], [14.4, 'red']] as const
const DAYS_STEPS = ['red', [1, 'orange'], [7, 'yellow'], [30, 'green']] as const

/** The six panels of an error budget policy, with incidents, freezes and burn alerts marked on each graph. */
export function errorBudget(facts: DashboardFacts): Dashboard {
  const dashboard = shell({
    uid: 'error-budget',
    title: 'Error budget',
    description: 'How much of each error budget is left, how fast it burns, and what happened meanwhile',
    from: 'now-30d',
    pagesUrl: facts.pagesUrl,
  })
    .withVariable(choice('service', 'Service', 'label_values(error_budget_remaining_pct, service)'))
    .withVariable(choice('slo', 'SLO', `label_values(error_budget_remaining_pct{${SERVICE}}, slo)`))
  withPanels(dashboard, [remaining(facts), trend(facts), burnRate(), daysLeft(), incidents(), velocity()])
  return withMarks(dashboard, facts).build()
}

const last = new ReduceDataOptionsBuilder().calcs(['lastNotNull'])

const remaining = ({ bands }: DashboardFacts): Gauge => {
  const panel = new Gauge()
    .title('Current error budget remaining')
    .description('Of the SLO of each service that has least left. The colours are the levels of the policy.')
    .datasource(DATASOURCE)
    .withTarget(figure(`min by (service) (error_budget_remaining_pct{${SERVICE},${SLO}})`, '{{service}}'))
    .unit('percent')
    .decimals(1)
    .min(0)
    .max(100)
    .thresholds(thresholds(levelSteps(bands[0]?.bands ?? [])))
    .reduceOptions(last)
    .span(8)
    .height(9)
  for (const { regexp, properties } of otherPolicies(bands)) panel.overrideByRegexp(regexp, properties)
  return panel
}

const trend = ({ bands }: DashboardFacts): Timeseries =>
  new Timeseries()
    .title('Error budget trend (30 days)')
    .description('As far back as this Prometheus keeps it: 15 days unless it is told otherwise.')
    .datasource(DATASOURCE)
    .withTarget(series(`error_budget_remaining_pct{${SERVICE},${SLO}}`, '{{service}} {{slo}}'))
    .timeFrom('30d')
    .unit('percent')
    .axisSoftMax(100)
    .thresholds(thresholds(levelSteps(bands[0]?.bands ?? [])))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
    .span(16)
    .height(9)

const burnRate = (): Timeseries =>
  new Timeseries()
    .title('Error budget burn rate (current)')
    .description('1 spends exactly the budget in the window of the SLO.')
    .datasource(DATASOURCE)
    .withTarget(
      series(
        `error_budget_burn_rate{${SERVICE},${SLO},window=~"1h|6h"}`,
        '{{service}} {{slo}} over {{window}}',
      ),
    )
    .min(0)
    .decimals(1)
    .thresholds(thresholds(BURN_STEPS))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
    .span(16)
    .height(8)

const daysLeft = (): Stat =>
  new Stat()
    .title('Days until budget exhaustion (projection)')
    .description('At the rate of the last day. An SLO whose budget lasts is not shown.')
    .datasource(DATASOURCE)
    .withTarget(
      figure(
        `min by (service, slo) (error_budget_exhaustion_seconds{${SERVICE},${SLO}}) / 86400`,
        '{{service}} {{slo}}',
      ),
    )
    .unit('d')
    .decimals(1)
    .noValue('Every budget lasts')
    .thresholds(thresholds(DAYS_STEPS))
    .reduceOptions(last)
    .span(8)
    .height(8)

const incidents = (): StateTimeline =>
  new StateTimeline()
    .title('Major incidents')
    .description('How many went on. They are marked on the other graphs, too.')
    .datasource(DATASOURCE)
    .withTarget(series(`max by (service) (budgeteer_incidents_open{${SERVICE}})`, '{{service}}'))
    .thresholds(thresholds(['transparent', [1, 'red']]))
    .mergeValues(true)
    .span(12)
    .height(8)

const velocity = (): Timeseries =>
  new Timeseries()
    .title('Deployment velocity vs budget')
    .description('Deployments that pipelines reported within a day, beside the least budget that was left.')
    .datasource(DATASOURCE)
    .withTarget(series(dailyReports('event="started"'), 'Deployments a day'))
    .withTarget(series(dailyReports('event=~"failed|rolled_back"'), 'Failed or rolled back'))
    .withTarget(series(`min(error_budget_remaining_pct{${SERVICE},${SLO}})`, 'Least budget left'))
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(40)
    .min(0)
    .overrideByName('Failed or rolled back', [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }])
    .overrideByName('Least budget left', [
      { id: 'unit', value: 'percent' },
      { id: 'min', value: null },
      { id: 'custom.drawStyle', value: GraphDrawStyle.Line },
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.axisPlacement', value: 'right' },
    ])
    .span(12)
    .height(8)

const dailyReports = (which: string): string =>
  `sum(increase(budgeteer_deployments_total{${SERVICE},${which}}[1d]))`

/** Of a freeze of a level there is only its name, so it is found by that. */
function withMarks(
  dashboard: DashboardBuilder,
  { freezeLevels, pagesUrl }: DashboardFacts,
): DashboardBuilder {
  const link =
    pagesUrl === null ? '' : `<a href="${pagesUrl}/services/{{service}}" target="_blank">{{service}}</a>`
  dashboard
    .annotation(
      marks(
        'Incidents',
        `max by (service) (budgeteer_incidents_open{${SERVICE}}) > 0`,
        'red',
        'Incident: {{service}}',
        link,
      ),
    )
    .annotation(
      marks(
        'Burn alerts',
        `max by (service, slo, severity) (budgeteer_burn_alert{${SERVICE},${SLO}})`,
        'orange',
        'Burn alert ({{severity}}): {{service}} {{slo}}',
        link,
      ),
    )
  if (freezeLevels.length === 0) return dashboard
  return dashboard.annotation(
    marks(
      'Freezes',
      `max by (service, level) (budgeteer_service_level_info{${SERVICE},level=~"${anyOf(freezeLevels)}"})`,
      'blue',
      'Freeze {{level}}: {{service}}',
      link,
    ),
  )
}
