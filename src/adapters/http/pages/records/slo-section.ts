import { percentText } from '../../../../core/budgets/percent.ts'
import { youngMark } from '../../../../core/budgets/young.ts'
import { governed } from '../../../../core/policy/catalog.ts'
import { boundariesOf } from '../../../../core/policy/condition.ts'
import type { Policy } from '../../../../core/policy/policy.ts'
import { standingOfSlo } from '../../../../core/status/standing.ts'
import { whyNoFigure } from '../../../../core/status/slo-words.ts'
import type { ServiceReport, SloReport } from '../../../../core/status/status-report.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { sloDetails } from '../slo-details.ts'
import { external, section } from './record-parts.ts'
import type { RecordView } from './record-view.ts'

/** Each SLO with its budget, its rationale and where to look further. */
export function budgetsSection(report: ServiceReport, view: RecordView): Html {
  const policy = governed(view.catalog, report.service)?.policy
  if (report.slos.length === 0) return html``
  return section(
    'slos',
    report.slos.length === 1 ? 'SLO' : 'SLOs',
    html`<div class="budgets">${report.slos.map((slo) => budget(slo, report, policy, view))}</div>`,
  )
}

function budget(slo: SloReport, report: ServiceReport, policy: Policy | undefined, view: RecordView): Html {
  const { title, objective, window, remainingRatio, young, outlook, forecast } = slo
  const shown = remainingRatio === null ? null : percentText(remainingRatio, policy && boundariesOf(policy))
  const decides = report.slo === slo.slo && report.slos.length > 1
  return html`<div class="${standingOfSlo(slo, policy)}">
    <h3>${title} <small>${objective}% over ${window}${decides ? ', decides' : ''}</small></h3>
    <p class="left">
      <span>${shown === null ? whyNoFigure(slo, (at) => view.timeText(at)) : burnText(slo)}</span>
      <strong>${shown === null ? 'no figure' : `${shown} left${youngMark(young)}`}</strong>
    </p>
    ${
      remainingRatio === null
        ? ''
        : html`<meter value="${Math.max(0, Math.min(1, remainingRatio))}" aria-hidden="true"></meter>`
    }
    ${shown === null ? '' : html`<p>${sentenceCase(outlook?.words ?? forecast)}</p>`}
    ${sloDetails(slo, report.journey)} ${links(slo, report)}
  </div>`
}

const sentenceCase = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

function burnText({ burnRates }: SloReport): string {
  const rates = (['1h', '6h', '1d'] as const).flatMap((lookback) => {
    const rate = burnRates?.[lookback] ?? null
    return rate === null ? [] : [`${rate.toFixed(1)}×\u{a0}${lookback}`]
  })
  return rates.length > 0 ? `Burn ${rates.join(' · ')}` : 'Burn unknown'
}

/** Its own; those of the service stand above. */
function links({ links: all = [] }: SloReport, { links: above = [] }: ServiceReport): Html {
  const own = all.filter(({ url }) => above.every((one) => one.url !== url))
  return own.length === 0
    ? html``
    : html`<ul class="links">
        ${own.map(({ title, url }) => html`<li>${external(url, title)}</li>`)}
      </ul>`
}
