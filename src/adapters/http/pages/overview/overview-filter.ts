import type { Catalog } from '../../../../core/policy/catalog.ts'
import { isFrozen, standingOf } from '../../../../core/status/standing.ts'
import type { ServiceReport } from '../../../../core/status/status-report.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageView } from '../page-view.ts'

export const SHOWN = ['all', 'attention', 'frozen'] as const

/** Which services somebody wants to see. */
export interface OverviewFilter {
  /** Part of a name or a title; empty for all. */
  readonly q: string
  readonly show: (typeof SHOWN)[number]
}

const TITLES: Readonly<Record<OverviewFilter['show'], string>> = {
  all: 'All',
  attention: 'What needs attention',
  frozen: 'What is frozen',
}

const TESTS: Readonly<Record<OverviewFilter['show'], (service: ServiceReport, catalog: Catalog) => boolean>> =
  {
    all: () => true,
    attention: (service, catalog) => standingOf(service, catalog) !== 'good',
    frozen: isFrozen,
  }

/** Those that the filter wants, in their order. */
export function filtered(
  services: readonly ServiceReport[],
  { q, show }: OverviewFilter,
  catalog: Catalog,
): readonly ServiceReport[] {
  const wanted = q.toLowerCase()
  return services.filter(
    (report) =>
      `${report.service}\n${report.title}`.toLowerCase().includes(wanted) && TESTS[show](report, catalog),
  )
}

/** A plain form: its address can be kept, and it needs no script. */
export function filterForm(
  services: readonly ServiceReport[],
  { q, show }: OverviewFilter,
  catalog: Catalog,
  view: PageView,
): Html {
  const options = SHOWN.map((value) => {
    const count = services.filter((service) => TESTS[value](service, catalog)).length
    return html`<option value="${value}" ${value === show ? html`selected` : ''}>
      ${TITLES[value]} (${count})
    </option>`
  })
  return html`<form
    id="filter"
    class="filter"
    method="get"
    action="${view.to({ kind: 'overview' })}"
    role="search"
  >
    <label>Name <input type="search" name="q" value="${q}" /></label>
    <label
      >Show
      <select name="show">
        ${options}
      </select></label
    >
    <button>Filter</button>
  </form>`
}
