import { percentText } from '../../../core/budgets/percent.ts'
import { youngMark } from '../../../core/budgets/young.ts'
import type {
  AlertReport,
  ChangeReport,
  FreezeReport,
  ServiceReport,
  SloReport,
} from '../../../core/status/status-report.ts'
import { standingOf } from '../../../core/status/standing.ts'
import { type Catalog, governed } from '../../../core/policy/catalog.ts'
import { seatsInWords } from '../../../core/policy/approval-words.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { boundariesOf } from '../../../core/policy/condition.ts'
import { durationInWords } from '../../../core/kernel/time/duration.ts'
import { changeTitleIn, alertWords, whyNoFigure } from '../../../core/status/slo-words.ts'
import { html, type Html } from './html.ts'
import { sloDetails } from './slo-details.ts'

export const clockText = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`

/** All that is known of one service and what it allows, as a card. */
export function serviceCard(service: ServiceReport, catalog: Catalog, now: number): Html {
  const tone = standingOf(service, catalog)
  const { alerts, freezes, changes } = service
  return html`<article class="${tone}">
    <h2>${service.title} <small>${service.service}</small></h2>
    <p class="level"><b>${service.level}</b> ${service.levelTitle}</p>
    ${service.journey === undefined ? '' : html`<p class="journey">${service.journey}</p>`}
    <p class="since">${sinceText(service, now)}</p>
    ${service.enforcement === 'shadow' ? html`<p class="freeze"><b>In shadow</b> — nothing is blocked</p>` : ''}
    ${alerts.map((alert) => alertRow(alert, service))} ${freezes.map((freeze) => freezeRow(freeze, service))}
    ${service.slos.map((slo) => sloRow(slo, catalog, service))}
    ${
      changes.length === 0
        ? ''
        : html`<details id="${service.service}">
            <summary>What may be deployed</summary>
            <table>
              ${changes.map((change) => changeRow(change, governed(catalog, service.service)?.policy))}
            </table>
            <p class="policy">
              ${governed(catalog, service.service)?.policy.title ?? service.policy.name}, version
              ${service.policy.version}
            </p>
          </details>`
    }
  </article>`
}

/** A burn alert that goes on. */
function alertRow(alert: AlertReport, service: ServiceReport): Html {
  const { severity, since } = alert
  return html`<p class="freeze">
    <b>Burn alert (${severity})</b> since ${clockText(since)} — ${alertWords(alert, service)}
  </p>`
}

/** A freeze, an incident or hours beside the level. */
function freezeRow(
  { kind, id, reason, since, until, changes, inForce }: FreezeReport,
  service: ServiceReport,
): Html {
  const what = { declared: 'Frozen', window: 'Frozen', correctness: 'Correctness incident', hours: 'Hours' }[
    kind
  ]
  const when = inForce
    ? until !== null
      ? `until ${clockText(until)}`
      : kind === 'correctness'
        ? 'until its postmortem is filed'
        : kind === 'declared'
          ? 'until it is lifted'
          : ''
    : `from ${clockText(since ?? '')} until ${clockText(until ?? '')}`
  const about =
    changes === null ? '' : ` (${changes.map((change) => changeTitleIn(service, change)).join(', ')})`
  const name = kind === 'window' ? `${id}: ` : ''
  return html`<p class="freeze">
    <b>${inForce ? what : 'Freeze ahead'}</b>${about} ${when} — ${name}${reason}
  </p>`
}

function sinceText(service: ServiceReport, now: number): string {
  const said = [
    service.since === null
      ? 'not measured yet'
      : `for ${durationInWords(now - Date.parse(service.since))}, since ${clockText(service.since)}`,
  ]
  if (service.recovering) {
    said.push(`${service.recovering.level} from ${clockText(service.recovering.at)} if it holds`)
  }
  if (service.stale && service.knownAt !== null) said.push(`stale: last known ${clockText(service.knownAt)}`)
  return said.join(' · ')
}

function sloRow(slo: SloReport, catalog: Catalog, { service, journey }: ServiceReport): Html {
  const heading = html`<span>${slo.title} <small>${slo.objective}% over ${slo.window}</small></span>`
  if (slo.remainingRatio === null) {
    return html`<div class="slo">
      ${heading} <strong>no figure</strong>
      <p>${whyNoFigure(slo, clockText)}</p>
      ${sloDetails(slo, journey)}
    </div>`
  }
  const policy = governed(catalog, service)?.policy
  const shown = percentText(slo.remainingRatio, policy && boundariesOf(policy))
  const full = Math.max(0, Math.min(1, slo.remainingRatio))
  return html`<div class="slo">
    ${heading} <strong>${shown} left${youngMark(slo.young)}</strong>
    <meter min="0" max="1" value="${full}" aria-label="Budget left of ${slo.title}">${shown}</meter>
    <p>${burnText(slo)}</p>
    ${sloDetails(slo, journey)}
  </div>`
}

function burnText(slo: SloReport): string {
  const rates = (['1h', '6h', '1d'] as const).flatMap((lookback) => {
    const rate = slo.burnRates?.[lookback] ?? null
    return rate === null ? [] : [`${rate.toFixed(1)}× ${lookback}`]
  })
  return [rates.length > 0 ? `burn ${rates.join(' · ')}` : 'burn unknown', slo.forecast].join(' — ')
}

const VERDICTS = { approved: 'allowed', 'needs-approval': 'with approval by', blocked: 'blocked' } as const

function changeRow(
  { title, decision, seats, requirements, exempt }: ChangeReport,
  policy: Policy | undefined,
): Html {
  const note = [
    policy === undefined ? '' : seatsInWords(policy, seats),
    decision === 'blocked' || requirements.length === 0 ? '' : `brings ${requirements.join(', ')}`,
    exempt ? 'always allowed, once it is claimed' : '',
  ]
    .filter((part) => part !== '')
    .join('; ')
  return html`<tr class="${decision}">
    <th scope="row">${title}</th>
    <td>
      ${VERDICTS[decision]}
      <small>${note}</small>
    </td>
  </tr>`
}
