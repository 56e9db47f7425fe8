import { moneyOf, moneyWords } from '../../core/cost/money.ts'
import type { RiskReport } from '../../core/risks/risk-report.ts'
import {
  budgetLines,
  expectedLine,
  figureText,
  fitHints,
  observedLine,
  outgrownWords,
  simulationLines,
} from '../../core/risks/risk-words.ts'
import type { Simulation } from '../../core/risks/simulated-year.ts'
import type { RiskColour } from '../../core/risks/stack-rank.ts'
import { type Cell, tableText } from '../terminal/table-text.ts'
import { type Look, standardOutput } from '../terminal/terminal.ts'
import { wrappedText } from '../terminal/wrapped-text.ts'

const LOOKS: Readonly<Record<RiskColour, Look>> = {
  red: 'bad',
  amber: 'doubtful',
  green: 'good',
  blue: 'quiet',
}

/** A catalog as it stands, for a terminal. */
export function risksText({
  report,
  simulation,
}: {
  readonly report: RiskReport
  readonly simulation: Simulation | undefined
}): string {
  const terminal = standardOutput()
  const paragraph = (text: string): readonly string[] => wrappedText(`${text}.`, terminal.columns)
  const mitigations = gainLines(report)
  const played = simulation === undefined ? [] : simulationLines(simulation)
  return [
    terminal.paint(report.catalog.title, 'heading'),
    ...budgetLines(report).flatMap(paragraph),
    '',
    ...rankLines(report),
    '',
    ...paragraph(expectedLine(report)),
    ...paragraph(observedLine(report.fit)),
    ...hints(report).flatMap(paragraph),
    ...(mitigations.length === 0 ? [] : ['', ...mitigations]),
    ...(played.length === 0 ? [] : ['', ...played.flatMap(paragraph)]),
  ].join('\n')
}

function rankLines({ rank, cost }: RiskReport): readonly string[] {
  const money = (badMinutes: number): string[] => {
    const found = moneyOf(cost, { badMinutes })
    return found === null ? [] : [moneyWords(found)]
  }
  const isPriced = money(0).length > 0
  const table: (readonly Cell[])[] = [
    ['RANK', 'COLOUR', 'RISK', 'INCIDENTS/YEAR', 'BAD MIN/YEAR', ...(isPriced ? ['A YEAR'] : [])],
    ...rank.rows.map(
      ({ rank: place, colour, risk, incidentsPerYear, badMinutesPerYear }): readonly Cell[] => [
        String(place),
        { text: colour, look: LOOKS[colour] },
        risk.title,
        figureText(incidentsPerYear),
        figureText(badMinutesPerYear),
        ...money(badMinutesPerYear),
      ],
    ),
  ]
  return tableText(table, { headed: true })
}

function gainLines({ gains }: RiskReport): readonly string[] {
  if (gains.length === 0) return []
  const table: (readonly Cell[])[] = [
    ['MITIGATION', 'OF', 'SAVES MIN/YEAR', 'PERSON-DAYS', 'MIN/PERSON-DAY', 'THEN'],
    ...gains.map(({ mitigation, risk, wonMinutes, wonPerDay, colour, rank }): readonly Cell[] => [
      mitigation.title,
      risk.title,
      figureText(wonMinutes),
      mitigation.effortDays === null ? 'unknown' : figureText(mitigation.effortDays),
      wonPerDay === null ? '' : figureText(wonPerDay),
      `${colour}, rank ${rank}`,
    ]),
  ]
  return tableText(table, { headed: true })
}

/** What is said of single risks: acceptances that no longer count, and estimates that incidents speak against. */
const hints = ({ rank, standings, fit }: RiskReport): readonly string[] =>
  rank.rows.flatMap(({ risk }) => {
    const standing = standings.get(risk.name)
    const seen = fit.risks.get(risk.name)
    const outgrown = standing === undefined ? null : outgrownWords(standing)
    return [
      ...(outgrown === null ? [] : [`${risk.title}: ${outgrown}`]),
      ...(seen === undefined ? [] : fitHints(seen, risk.figures).map((hint) => `${risk.title}: ${hint}`)),
    ]
  })
