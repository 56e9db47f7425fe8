import { html, type Html } from '../../../../core/kernel/html.ts'
import type { RiskReport } from '../../../../core/risks/risk-report.ts'
import {
  COLOUR_MEANS,
  expectedLine,
  figureText,
  gainWords,
  minutesAndMoney,
  minutesText,
  observedLine,
  simulationLines,
} from '../../../../core/risks/risk-words.ts'
import { RISK_COLOURS } from '../../../../core/risks/stack-rank.ts'
import type { HttpWorld } from '../../http-app.ts'
import type { ActingPerson } from '../forms/acting-person.ts'
import type { PageContent } from '../page-content.ts'
import type { PageView } from '../page-view.ts'
import { badge, facts, section } from '../records/record-parts.ts'
import { recordView, type RecordView } from '../records/record-view.ts'
import { riskRow } from './risk-row.ts'
import { RISK_STYLE } from './risk-style.ts'

/** A catalog: its budget, the stack rank with what was accepted, what could be done, the year by chance, and what happened. */
export async function riskCatalogContent(
  report: RiskReport,
  plain: PageView,
  world: HttpWorld,
  person: ActingPerson | undefined,
): Promise<PageContent> {
  const { catalog, rank, standings } = report
  const deciders = [...standings.values()].map(({ act }) => act?.by)
  const view = await recordView(plain, world, deciders)
  const year = world.useCases.risks.year(catalog)
  return {
    title: `Risks of ${catalog.title}`,
    current: 'risks',
    style: RISK_STYLE,
    // What somebody types into a form must not go when something else changes.
    ...(person !== undefined && { isStill: true }),
    main: html`<p class="note">
        <a href="${view.to({ kind: 'risks' })}">All risk catalogs</a> ·
        ${catalog.services.map((name) => html`${view.service(name)} `)}
      </p>
      ${budgetFacts(report)} ${person === undefined ? howToAct() : ''}
      ${section(
        'rank',
        'Stack rank',
        rank.rows.length === 0
          ? html`<p class="note">The catalog has no risks yet.</p>`
          : html`${rankTable(report, view, person)} ${legend()}`,
      )}
      ${gainsSection(report)}
      ${rank.rows.length === 0 ? '' : section('year', 'The year by chance', lines(simulationLines(year)))}
      ${section(
        'observed',
        'What happened',
        html`<p>${observedLine(report.fit)}.</p>
          <p class="note">
            <code>/budget incident risk</code> in Slack says which risk an incident was a case of.
          </p>`,
      )}`,
  }
}

function budgetFacts(report: RiskReport): Html {
  const { catalog, rank, cost } = report
  const left = rank.unallocatedMinutes
  return facts([
    ['Target availability', `${catalog.target.percent}%`],
    ['Budget a year', minutesAndMoney(rank.budgetMinutes, cost)],
    ['Accepted', minutesAndMoney(rank.acceptedMinutes, cost)],
    [
      'Unallocated',
      left < 0 ? html`<strong class="broken">${minutesText(left)}</strong>` : minutesText(left),
    ],
    ['A single risk may take', `${figureText(catalog.singleRiskRatio * 100)}% of the budget`],
    ['Too big above', minutesText(rank.tooBigMinutes)],
  ])
}

const howToAct = (): Html =>
  html`<p class="note">
    To accept a risk here, sign in with <code>/budget page</code>; <code>/budget risks</code> in Slack does it
    too.
  </p>`

function rankTable(report: RiskReport, view: RecordView, person: ActingPerson | undefined): Html {
  return html`<table class="risks" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Risk</th>
          <th role="columnheader" scope="col" class="figure">Incidents a year</th>
          <th role="columnheader" scope="col" class="figure">Bad minutes a year</th>
          <th role="columnheader" scope="col">Colour</th>
          <th role="columnheader" scope="col">Decision</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${report.rank.rows.map((row) => riskRow(row, report, view, person))}
      </tbody>
    </table>
    <p class="note">${expectedLine(report)}.</p>`
}

const legend = (): Html =>
  html`<p class="note">
    ${RISK_COLOURS.map((colour) => html`${badge(colour, colour)} ${COLOUR_MEANS[colour]}. `)}
  </p>`

function gainsSection({ gains, cost }: RiskReport): Html {
  if (gains.length === 0) return html``
  return section(
    'mitigations',
    'What could be done',
    html`<p class="note">What saves most for a person-day stands first.</p>
      <table class="gains" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Mitigation</th>
            <th role="columnheader" scope="col">What it wins</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${gains.map(
            (gain) =>
              html`<tr role="row" class="${gain.colour}">
                <th role="rowheader" scope="row">
                  ${gain.mitigation.title} <small>${gain.risk.title}</small>
                </th>
                <td role="cell">${gainWords(gain, cost)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
  )
}

const lines = (all: readonly string[]): Html => html`${all.map((line) => html`<p>${line}.</p>`)}`
