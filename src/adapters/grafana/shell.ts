import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { DATASOURCE } from './queries.ts'

interface Shell {
  /** Stands in its address: `/d/<uid>`. */
  readonly uid: string
  readonly title: string
  readonly description: string
  /** `now-30d` */
  readonly from: string
  readonly pagesUrl: string | null
}

/** A dashboard without panels, whose Prometheus is chosen at its top. */
export function shell({ uid, title, description, from, pagesUrl }: Shell): DashboardBuilder {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['budgeteer', 'slo'])
    .timezone('browser')
    .refresh('1m')
    .time({ from, to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(
      withoutIntervals(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus')),
    )
  if (pagesUrl === null) return dashboard
  return dashboard.link(
    new DashboardLinkBuilder('Budgeteer')
      .type(DashboardLinkType.Link)
      .url(pagesUrl)
      .icon('external link')
      .tooltip('The pages of the bot')
      .targetBlank(true),
  )
}

interface Placeable extends Builder<Panel> {
  id(id: number): this
}

/** Adds panels from left to right and down; they are numbered on, and the queries of each go by letters. */
export function withPanels(dashboard: DashboardBuilder, panels: readonly Placeable[], firstId = 1): void {
  for (const [index, panel] of panels.entries()) {
    const { targets = [] } = panel.id(firstId + index).build()
    for (const [place, target] of targets.entries())
      Object.assign(target, { refId: String.fromCharCode(FIRST_LETTER + place) })
    dashboard.withPanel(panel)
  }
}

const FIRST_LETTER = 'A'.charCodeAt(0)

/** A choice among the values of a label. `first` is chosen at first; left out: all of them. */
export function choice(name: string, label: string, expr: string, first?: string): Builder<VariableModel> {
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(expr)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
  return withoutIntervals(
    first === undefined
      ? variable
          .multi(true)
          .includeAll(true)
          .allValue('.*')
          .current({ text: ['All'], value: ['$__all'] })
      : variable.current({ text: first, value: first }),
  )
}

/** The builder gives each variable what only those of intervals have. */
const withoutIntervals = (variable: Builder<VariableModel>): Builder<VariableModel> => ({
  build: () => {
    const { auto: _auto, auto_min: _min, auto_count: _count, ...rest } = variable.build()
    return rest
  },
})

/** Times at which an expression has a value above 0, on every graph. */
export const marks = (
  name: string,
  expr: string,
  colour: string,
  title: string,
  text: string,
): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(colour)
    .target(new DataqueryBuilder().refId('Anno').expr(expr).interval('60s'))
    .titleFormat(title)
    .textFormat(text)
    .tagKeys('service')
