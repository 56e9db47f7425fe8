import { compareRatio } from '../budgets/compare.ts'
import { percentText } from '../budgets/percent.ts'
import { momentWords } from '../pictures/moment-words.ts'
import { cell, fleetHeadline, headOf, incidentLine, linesOr } from './document-parts.ts'
import { budgetText, remainingTone, missingText, trendText } from './figure-words.ts'
import type { OpenAction, Report, ServiceReport, SloFigures } from './report.ts'
import type { ReportCell, ReportDocument, ReportPart } from './report-document.ts'

/** From here on down the policy document asks for action items. */
const LITTLE_LEFT = 0.5

/** What the weekly review looks at: budgets, trend, incidents, and action items where less than half is left. */
export function weeklyDocument(report: Report): ReportDocument {
  const { services } = report
  const incidents = services.flatMap(({ title, incidents: { list } }) =>
    list.map((one) => `${title}: ${incidentLine(one, report)}`),
  )
  return {
    ...headOf(report, 'Weekly report'),
    headline: fleetHeadline(report),
    sections: [
      { heading: 'Budgets and their trend', service: null, parts: [budgetTable(services)] },
      { heading: 'Incidents', service: null, parts: [linesOr(null, incidents, 'None.')] },
      { heading: 'Action items below 50 %', service: null, parts: actionParts(report) },
    ],
  }
}

const budgetTable = (services: readonly ServiceReport[]): ReportPart => ({
  kind: 'table',
  title: null,
  columns: [
    { title: 'Service', isNumber: false },
    { title: 'Level', isNumber: false },
    { title: 'SLO', isNumber: false },
    { title: 'Left of its window', isNumber: true },
    { title: 'Trend', isNumber: false },
    { title: 'Left of the week’s budget', isNumber: true },
  ],
  rows: services.flatMap((service) => service.slos.map((slo) => budgetRow(service, slo))),
})

function budgetRow({ title, level }: ServiceReport, slo: SloFigures): readonly ReportCell[] {
  const { figures, ownWindow } = slo
  return [
    cell(title),
    cell(level === null ? 'not known' : `${level.emoji} ${level.name}`.trim()),
    cell(`${slo.title} ${slo.objective}% over ${slo.window}`),
    cell(ownWindow.atEnd === null ? 'not on record' : percentText(ownWindow.atEnd)),
    cell(trendText(slo)),
    cell(
      figures.kind === 'missing' ? missingText(figures) : budgetText(figures.remainingRatio),
      remainingTone(slo),
    ),
  ]
}

/** What is left of the budget that the policy looks at, or of the week's own where that is not on record. */
function leastLeft({ slos }: ServiceReport): number | null {
  const left = slos.flatMap(({ ownWindow: { atEnd }, figures }) =>
    atEnd !== null ? [atEnd] : figures.kind === 'missing' ? [] : [figures.remainingRatio],
  )
  return left.length === 0 ? null : Math.min(...left)
}

function actionParts(report: Report): readonly ReportPart[] {
  const low = report.services.flatMap((service) => {
    const left = leastLeft(service)
    return left !== null && compareRatio(left, LITTLE_LEFT) < 0 ? [{ service, left }] : []
  })
  if (low.length === 0) return [linesOr(null, [], 'No budget is below 50 %.')]
  return low.map(({ service: { title, actions }, left }) =>
    linesOr(
      `${title}, ${percentText(left)} left`,
      actions.open.map((action) => actionLine(action, report)),
      actions.done === 0
        ? 'No action item is open: assign some.'
        : `No action item is open, ${actions.done} done this week.`,
    ),
  )
}

const actionLine = ({ text, owner, dueAt, isLate }: OpenAction, { timeZone }: Report): string =>
  `${text} (${owner}), ${isLate ? 'OVERDUE since' : 'due'} ${momentWords(dueAt, timeZone)}`
