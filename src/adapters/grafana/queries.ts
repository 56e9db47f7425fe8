import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'

/** The Prometheus that whoever looks has chosen. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const

/** The names of variables as expressions have them. */
export const SERVICE = 'service=~"$service"'
export const SLO = 'slo=~"$slo"'
export const JOB = 'job=~"$job"'

/** A text as it stands between the quotes of a matcher of PromQL by regular expressions. */
export const anyOf = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\\$&`)).join('|')

/** An expression over the time that is looked at; `legend` may name labels as `{{service}}`. */
export const series = (expr: string, legend: string): DataqueryBuilder =>
  new DataqueryBuilder().datasource(DATASOURCE).expr(expr).legendFormat(legend).range()

/** The same as it is at its end. */
export const figure = (expr: string, legend: string): DataqueryBuilder =>
  new DataqueryBuilder().datasource(DATASOURCE).expr(expr).legendFormat(legend).instant()
