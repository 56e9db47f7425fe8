import { html, type Html } from '../../../../core/kernel/html.ts'
import { governed } from '../../../../core/policy/catalog.ts'
import { boundariesOf, levelFor } from '../../../../core/policy/condition.ts'
import type { Policy } from '../../../../core/policy/policy.ts'
import { standingOfLevel } from '../../../../core/status/standing.ts'
import type { LevelThen, SimulatedSlo, Simulation } from '../../../../core/what-if/simulation.ts'
import {
  alertWords,
  budgetWords,
  changeLines,
  costWords,
  otherWords,
  recoveryLines,
  scenarioLines,
} from '../../../../core/what-if/what-if-words.ts'
import { badge, row, section, sectionOf } from '../records/record-parts.ts'
import type { RecordView } from '../records/record-view.ts'

/** The answer, as a part of the page. */
export function simulated(simulation: Simulation, view: RecordView): Html {
  const { service, title, level, slos, burnAlerts, others, assumptions } = simulation
  const policy = governed(view.catalog, service)?.policy
  const moment = (at: string): string => view.timeText(at)
  return html`<h2 id="scenario"><a href="${view.to({ kind: 'service', name: service })}">${title}</a></h2>
    ${scenarioLines(simulation).map((line) => html`<p>${sentence(line)}.</p>`)}
    <p class="told ${standingOfLevel(level.after.level, policy)}">${levelChange(level, policy)}</p>
    ${recoveryLines(simulation, moment).map((line) => html`<p class="note">${sentence(line)}.</p>`)}
    ${section('slos', 'Budgets', html`<div class="budgets">${slos.map((slo) => budget(slo, policy))}</div>`)}
    ${sectionOf(
      'changes',
      'What changes',
      changeLines(simulation).map((line) => row('bad', html`<span>${line}</span>`)),
    )}
    ${sectionOf(
      'alerts',
      'Burn alerts',
      burnAlerts.map((alert) =>
        row(
          alert.severity === 'page' ? 'poor' : 'fair',
          html`<span>${sentence(alertWords(alert, moment))}</span>`,
        ),
      ),
    )}
    ${sectionOf(
      'others',
      'Other services',
      others.map((other) =>
        row(
          standingOfLevel(other.after.level, governed(view.catalog, other.service)?.policy),
          html`<span>${otherWords(other)}</span>`,
        ),
      ),
    )}
    ${section(
      'assumptions',
      'This rests on',
      html`<ul class="note">
        ${assumptions.map((line) => html`<li>${sentence(line)}.</li>`)}
      </ul>`,
    )}`
}

/** The levels by their names: signs that not every machine can draw add nothing to them. */
function levelChange({ now, after }: Simulation['level'], policy: Policy | undefined): Html {
  const shown = ({ level, title }: LevelThen): Html =>
    html`${badge(standingOfLevel(level, policy), level)} ${title}`
  return now.level === after.level ? html`${shown(now)} stays` : html`${shown(now)} becomes ${shown(after)}`
}

function budget(slo: SimulatedSlo, policy: Policy | undefined): Html {
  const { title, objective, changedObjective = objective, window, afterRatio } = slo
  const tone =
    policy === undefined || afterRatio === null
      ? 'unknown'
      : standingOfLevel(levelFor(policy, { remainingRatio: afterRatio }).name, policy)
  const cost = costWords(slo)
  return html`<div class="${tone}">
    <h3>${title} <small>${changedObjective}% over ${window}</small></h3>
    <p class="left"><strong>${budgetWords(slo, policy === undefined ? [] : boundariesOf(policy))}</strong></p>
    ${
      afterRatio === null
        ? ''
        : html`<meter value="${Math.max(0, Math.min(1, afterRatio))}" aria-hidden="true"></meter>`
    }
    <p>${cost === '' ? 'It costs nothing of this budget.' : `It ${cost}.`}</p>
  </div>`
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`
