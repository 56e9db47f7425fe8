import {
  type Dashboard,
  MappingType,
  RowBuilder,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { BigValueColorMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries'
import type { DashboardFacts } from './facts.ts'
import { DATASOURCE, figure, JOB, series } from './queries.ts'
import { choice, shell, withPanels } from './shell.ts'
import { type Steps, thresholds } from './thresholds.ts'

/** Whether the bot itself is well: its parts, polls, messages, answers and its process. */
export function botHealth({ pagesUrl }: DashboardFacts): Dashboard {
  const dashboard = shell({
    uid: 'budgeteer',
    title: 'Budgeteer',
    description: 'Whether the bot itself is well',
    from: 'now-24h',
    pagesUrl,
  }).withVariable(choice('job', 'Job', 'label_values(budgeteer_poll_duration_seconds_count, job)'))
  for (const [index, [title, panels]] of ROWS.entries()) {
    const firstId = 1 + 100 * index
    dashboard.withRow(new RowBuilder(title).id(firstId))
    withPanels(dashboard, panels(), firstId + 1)
  }
  return dashboard.build()
}

const ROWS: readonly (readonly [string, () => readonly (Stat | Timeseries)[]])[] = [
  ['Now', now],
  ['Polls and messages', polls],
  ['Answers', answers],
  ['Process', process],
]

const RATE = '$__rate_interval'
const HTTP = 'budgeteer_http_request_duration_seconds'
const POLL = 'budgeteer_poll_duration_seconds'

function now(): readonly Stat[] {
  return [
    yesOrNo('Parts', `min by (part) (budgeteer_part_ready{${JOB}})`, '{{part}}', 'well', 'not well').span(8),
    yesOrNo(
      'Newest configuration',
      `min(budgeteer_configuration_good{${JOB}})`,
      '',
      'in force',
      'waits for a fix',
    ).span(4),
    stat(
      'Last good poll',
      `time() - max(budgeteer_last_successful_poll_timestamp_seconds{${JOB}})`,
      's',
      ['green', [180, 'yellow'], [300, 'red']],
      'How long ago. A poll counts for three periods.',
    ),
    stat(
      'Stale budgets',
      `sum(budgeteer_service_budget_stale{${JOB}})`,
      'short',
      ['green', [1, 'red']],
      'Services whose budget is not known as of now.',
    ),
    stat('Messages owed', `sum(budgeteer_outbox_pending{${JOB}})`, 'short', ['green', [50, 'yellow']]),
    stat(
      'Messages given up',
      `sum(budgeteer_outbox_failed{${JOB}})`,
      'short',
      ['green', [1, 'red']],
      'Since the start. Somebody must look at them; the log has each.',
    ),
    stat(
      'Services by level',
      `count by (level) (max by (service, level) (budgeteer_service_level_info{${JOB}}))`,
      'short',
      ['blue'],
      undefined,
      '{{level}}',
    ).span(20),
  ]
}

function polls(): readonly Timeseries[] {
  return [
    graph('Duration of polls', 's')
      .withTarget(series(quantile(0.95, POLL, 'le', ''), '95 of 100'))
      .withTarget(
        series(`sum(rate(${POLL}_sum{${JOB}}[${RATE}])) / sum(rate(${POLL}_count{${JOB}}[${RATE}]))`, 'mean'),
      ),
    graph('Polls that failed, an hour', 'short').withTarget(
      series(`sum(increase(budgeteer_poll_failures_total{${JOB}}[1h]))`, 'failed'),
    ),
    graph('Messages owed', 'short')
      .withTarget(series(`sum(budgeteer_outbox_pending{${JOB}})`, 'owed'))
      .withTarget(series(`sum(budgeteer_outbox_failed{${JOB}})`, 'given up')),
  ]
}

function answers(): readonly Timeseries[] {
  return [
    graph('Requests a second', 'reqps').withTarget(
      series(`sum by (route) (rate(${HTTP}_count{${JOB}}[${RATE}]))`, '{{route}}'),
    ),
    graph('Time to answer, 95 of 100', 's').withTarget(
      series(quantile(0.95, HTTP, 'le, route', ''), '{{route}}'),
    ),
    graph('Share of answers that are errors of the bot', 'percentunit')
      .max(1)
      .withTarget(
        series(
          `(sum(rate(${HTTP}_count{${JOB},status=~"5..",route!="/readyz"}[${RATE}])) or vector(0)) / sum(rate(${HTTP}_count{${JOB},route!="/readyz"}[${RATE}]))`,
          'errors',
        ),
      ),
    graph('Answers of the gate, an hour', 'short')
      .withTarget(series(hourly('budgeteer_gate_decisions_total'), '{{decision}}'))
      .withTarget(series(hourly('budgeteer_gate_shadow_decisions_total'), 'in shadow: {{decision}}')),
    graph('Oldest request that waits', 's').withTarget(
      series(`topk(10, max by (service) (approval_pending_seconds{${JOB}}))`, '{{service}}'),
    ),
    graph('Incidents and burn alerts that go on', 'short')
      .withTarget(series(`sum(budgeteer_incidents_open{${JOB}})`, 'incidents'))
      .withTarget(series(`sum(budgeteer_burn_alert{${JOB}}) or vector(0)`, 'burn alerts')),
  ]
}

function process(): readonly Timeseries[] {
  return [
    graph('Memory', 'bytes')
      .span(6)
      .withTarget(series(`process_resident_memory_bytes{${JOB}}`, '{{instance}}')),
    graph('Processor time', 'percentunit')
      .span(6)
      .withTarget(series(`rate(process_cpu_seconds_total{${JOB}}[${RATE}])`, '{{instance}}')),
    graph('Delay of the event loop, 99 of 100', 's')
      .span(6)
      .withTarget(series(`nodejs_eventloop_lag_p99_seconds{${JOB}}`, '{{instance}}')),
    graph('Starts, a day', 'short')
      .span(6)
      .withTarget(series(`changes(process_start_time_seconds{${JOB}}[1d])`, '{{instance}}')),
  ]
}

const quantile = (share: number, histogram: string, by: string, matchers: string): string =>
  `histogram_quantile(${share}, sum by (${by}) (rate(${histogram}_bucket{${JOB}${matchers}}[${RATE}])))`

const hourly = (counter: string): string => `sum by (decision) (increase(${counter}{${JOB}}[1h]))`

const graph = (title: string, unit: string): Timeseries =>
  new Timeseries().title(title).datasource(DATASOURCE).unit(unit).min(0).span(8).height(8)

const stat = (
  title: string,
  expr: string,
  unit: string,
  steps: Steps,
  description?: string,
  legend = '',
): Stat => {
  const panel = new Stat()
    .title(title)
    .datasource(DATASOURCE)
    .withTarget(figure(expr, legend))
    .unit(unit)
    .thresholds(thresholds(steps))
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .span(4)
    .height(4)
  return description === undefined ? panel : panel.description(description)
}

const yesOrNo = (title: string, expr: string, legend: string, yes: string, no: string): Stat =>
  stat(title, expr, 'short', ['red', [1, 'green']], undefined, legend).mappings([words(yes, no)])

const words = (yes: string, no: string): ValueMap => ({
  type: MappingType.ValueToText,
  options: { 0: { text: no, index: 0 }, 1: { text: yes, index: 1 } },
})
