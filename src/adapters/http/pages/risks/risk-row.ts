import { html, type Html } from '../../../../core/kernel/html.ts'
import { LIMITS } from '../../../../core/kernel/text-limits.ts'
import { acceptedAmong, type Standing } from '../../../../core/risks/acceptance.ts'
import type { RiskReport } from '../../../../core/risks/risk-report.ts'
import {
  consequenceWords,
  figuresWords,
  figureText,
  fitHints,
  minutesAndMoney,
  outgrownWords,
} from '../../../../core/risks/risk-words.ts'
import { decidedOtherwise, type RankedRisk } from '../../../../core/risks/stack-rank.ts'
import { formTokenField } from '../forms/acting-form.ts'
import type { ActingPerson } from '../forms/acting-person.ts'
import { external } from '../records/record-parts.ts'
import type { RecordView } from '../records/record-view.ts'

/** One risk of the stack rank, with the form that decides about it where somebody is signed in. */
export function riskRow(
  row: RankedRisk,
  report: RiskReport,
  view: RecordView,
  person: ActingPerson | undefined,
): Html {
  const { rank, risk, colour, incidentsPerYear, badMinutesPerYear } = row
  const { rank: all, standings, fit, cost } = report
  const standing = standings.get(risk.name)
  const seen = fit.risks.get(risk.name)
  const hints = seen === undefined ? [] : fitHints(seen, risk.figures)
  const most = all.rows[0]?.badMinutesPerYear ?? 0
  return html`<tr role="row" class="${colour}">
    <th role="rowheader" scope="row">
      ${rank}. ${risk.url === null ? risk.title : external(risk.url, risk.title)}
      <small>${figuresWords(risk.figures)}</small>
      ${hints.map((hint) => html`<small class="warn">${hint}.</small>`)}
    </th>
    <td role="cell" class="figure" data-name="Incidents a year">${figureText(incidentsPerYear)}</td>
    <td role="cell" class="figure" data-name="Bad minutes a year">
      ${minutesAndMoney(badMinutesPerYear, cost)}
      <meter value="${most === 0 ? 0 : badMinutesPerYear / most}" aria-hidden="true"></meter>
    </td>
    <td role="cell"><b class="colour">${colour}</b></td>
    <td role="cell">
      ${standing === undefined ? '' : standingPart(standing, view)}
      ${person === undefined ? '' : decisionForm(row, report, person, view)}
    </td>
  </tr>`
}

function standingPart(standing: Standing, view: RecordView): Html {
  const { act, isAccepted } = standing
  if (act === null) return isAccepted ? html`Accepted by the configuration` : html``
  const outgrown = outgrownWords(standing)
  const said = act.isAccepted ? 'Accepted' : 'No longer accepted'
  return html`${outgrown === null ? '' : html`<small class="warn">${outgrown}</small>`} ${said} by
    ${view.who(act.by)} <small>${view.time(act.at)}</small> “${act.why}”`
}

function decisionForm(
  { risk, colour }: RankedRisk,
  { catalog, rank, standings }: RiskReport,
  person: ActingPerson,
  view: RecordView,
): Html {
  const isAccepted = colour === 'blue'
  const otherwise = decidedOtherwise(catalog, acceptedAmong(standings), risk.name)
  const words = isAccepted ? 'Take back' : 'Accept'
  const why = isAccepted ? 'Why is it no longer accepted?' : 'Why is it not mended?'
  return html`<details>
    <summary>${words}…</summary>
    <form method="post" action="${view.at('/risks/decide')}">
      ${formTokenField(person)}
      <input type="hidden" name="catalog" value="${catalog.name}" />
      <input type="hidden" name="risk" value="${risk.name}" />
      <input type="hidden" name="act" value="${isAccepted ? 'take-back' : 'accept'}" />
      <small>Afterwards: ${consequenceWords(rank, otherwise, risk.name)}.</small>
      <label>${why} <input name="why" required maxlength="${LIMITS.reason}" autocomplete="off" /></label>
      <button>${words}</button>
    </form>
  </details>`
}
