import { percentText } from '../../../../core/budgets/percent.ts'
import { youngMark } from '../../../../core/budgets/young.ts'
import { durationInWords } from '../../../../core/kernel/time/duration.ts'
import { type Catalog, governed } from '../../../../core/policy/catalog.ts'
import { boundariesOf } from '../../../../core/policy/condition.ts'
import type { Policy } from '../../../../core/policy/policy.ts'
import { standingOf, standingOfLevel, standingOfSlo, STANDINGS } from '../../../../core/status/standing.ts'
import type { ServiceReport, SloReport } from '../../../../core/status/status-report.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { nowLines } from './overview-now.ts'
import type { PageView } from '../page-view.ts'

/** So many budgets of a service are shown, the worst of them; its own page has all. */
const MOST_BUDGETS = 3

/** A row for each service, the worst first. On a phone each row is a card. */
export function overviewTable(services: readonly ServiceReport[], catalog: Catalog, view: PageView): Html {
  const ranked = services
    .map((service) => ({ service, standing: standingOf(service, catalog) }))
    .toSorted((a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing))
  // The roles say what the style takes away where rows are cards.
  return html`<table class="fleet" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Service</th>
        <th role="columnheader" scope="col">Level</th>
        <th role="columnheader" scope="col">Budget left</th>
        <th role="columnheader" scope="col">Burn rate</th>
        <th role="columnheader" scope="col">Now</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${ranked.map(({ service, standing }) => row(service, standing, catalog, view))}
    </tbody>
  </table>`
}

function row(service: ServiceReport, standing: string, catalog: Catalog, view: PageView): Html {
  const { title, level, levelTitle, since } = service
  const policy = governed(catalog, service.service)?.policy
  const age = since === null ? '' : `for ${durationInWords(view.now - Date.parse(since))}`
  const notes = nowLines(service, view)
  return html`<tr role="row" class="${standing}">
    <th role="rowheader" scope="row">
      <a href="${view.to({ kind: 'service', name: service.service })}">${title}</a>
      ${title === service.service ? '' : html`<small>${service.service}</small>`}
    </th>
    <td role="cell">
      <b class="level ${standingOfLevel(level, policy)}" title="${levelTitle}">${level}</b>
      <small>${age}</small>
    </td>
    <td role="cell">${budgets(service, policy)}</td>
    <td role="cell" class="burn">${burnCell(service)}</td>
    <td role="cell" class="now">
      ${
        notes.length === 0
          ? ''
          : html`<ul>
              ${notes}
            </ul>`
      }
    </td>
  </tr>`
}

function budgets(service: ServiceReport, policy: Policy | undefined): Html {
  const worst = service.slos.toSorted(
    (a, b) =>
      STANDINGS.indexOf(standingOfSlo(a, policy)) - STANDINGS.indexOf(standingOfSlo(b, policy)) ||
      (a.remainingRatio ?? 0) - (b.remainingRatio ?? 0),
  )
  const hidden = worst.length - MOST_BUDGETS
  return html`${worst.slice(0, MOST_BUDGETS).map((slo) => budget(slo, policy))}
  ${hidden > 0 ? html`<small>and ${hidden} more</small>` : ''}`
}

function budget(slo: SloReport, policy: Policy | undefined): Html {
  const { title, remainingRatio, young } = slo
  if (remainingRatio === null)
    return html`<div class="budget unknown"><span>${title}</span> <strong>no figure</strong></div>`
  const shown = percentText(remainingRatio, policy && boundariesOf(policy))
  const full = Math.max(0, Math.min(1, remainingRatio))
  return html`<div class="budget ${standingOfSlo(slo, policy)}">
    <span>${title}</span>
    <strong>${shown}${young === undefined ? '' : html`<small>${youngMark(young)}</small>`}</strong>
    <meter value="${full}" aria-hidden="true"></meter>
  </div>`
}

/** Of the SLO that decides. */
function burnCell({ slos, slo }: ServiceReport): Html {
  const rates = slos.find(({ slo: name }) => name === slo)?.burnRates ?? null
  const told = (['1h', '1d'] as const).flatMap((lookback) => {
    const rate = rates?.[lookback] ?? null
    return rate === null ? [] : [html`<span>${rate.toFixed(1)}× <small>${lookback}</small></span> `]
  })
  return told.length === 0 ? html`<small>unknown</small>` : html`${told}`
}
