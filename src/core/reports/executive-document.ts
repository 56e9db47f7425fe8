import { sumsWords } from '../cost/money.ts'
import { counted } from '../kernel/counted.ts'
import { cell, fleetHeadline, headOf, linesOr } from './document-parts.ts'
import { budgetText, freezesText, incidentsText, remainingTone } from './figure-words.ts'
import type { Report, ServiceReport } from './report.ts'
import type { ReportCell, ReportDocument, ReportPart } from './report-document.ts'

const MOST_SERVICES = 5

/** The fleet in a few lines, for those who lead: the worst services, freezes, what it cost, and what is to come. */
export function executiveDocument(report: Report): ReportDocument {
  const { services } = report
  const worst = services.slice(0, MOST_SERVICES)
  return {
    ...headOf(report, 'Executive summary'),
    headline: fleetHeadline(report),
    sections: [
      {
        heading: services.length > worst.length ? `The ${worst.length} worst services` : 'Services',
        service: null,
        parts: [worstTable(worst), ...restPart(services)],
      },
      { heading: 'Freezes', service: null, parts: [linesOr(null, freezeLines(services), 'None.')] },
      {
        heading: 'What it cost',
        service: null,
        parts: [linesOr(null, costLines(report), 'Nothing is on record.')],
      },
      {
        heading: report.period.isOver ? 'Outlook at the end of the period' : 'Outlook',
        service: null,
        parts: [linesOr(null, outlookLines(worst), 'No forecast is on record.')],
      },
    ],
  }
}

const worstTable = (services: readonly ServiceReport[]): ReportPart => ({
  kind: 'table',
  title: null,
  columns: [
    { title: 'Service', isNumber: false },
    { title: 'Level', isNumber: false },
    { title: 'Budget left', isNumber: true },
    { title: 'Incidents', isNumber: false },
    { title: 'Recommendation', isNumber: false },
  ],
  rows: services.map(worstRow),
})

function worstRow({ title, level, slos: [slo], incidents, advice }: ServiceReport): readonly ReportCell[] {
  const isKnown = slo !== undefined && slo.figures.kind === 'measured'
  return [
    cell(title),
    cell(level === null ? 'not known' : `${level.emoji} ${level.name}`.trim()),
    isKnown ? cell(budgetText(slo.figures.remainingRatio), remainingTone(slo)) : cell('not known', 'unknown'),
    cell(incidentsText(incidents)),
    cell(advice?.sentences[0] ?? '–'),
  ]
}

/** What is not among the worst, in a line. */
function restPart(services: readonly ServiceReport[]): readonly ReportPart[] {
  const rest = services.slice(MOST_SERVICES)
  if (rest.length === 0) return []
  const violating = rest.filter(({ slos }) =>
    slos.some(({ figures }) => figures.kind === 'measured' && !figures.isMet),
  ).length
  const words =
    violating === 0
      ? `The other ${counted(rest.length, 'service')} met what could be measured.`
      : `Of the other ${counted(rest.length, 'service')} ${violating} missed an objective, too.`
  return [linesOr(null, [words], '')]
}

const freezeLines = (services: readonly ServiceReport[]): readonly string[] =>
  services
    .filter(({ freezes }) => freezes.count > 0)
    .toSorted((a, b) => b.freezes.ms - a.freezes.ms)
    .slice(0, MOST_SERVICES)
    .map(({ title, freezes }) => `${title}: ${freezesText(freezes)}`)

function costLines({ services, fleet }: Report): readonly string[] {
  const dear = services
    .filter(({ lost }) => lost !== null && lost.amount > 0)
    .toSorted((a, b) => (b.lost?.amount ?? 0) - (a.lost?.amount ?? 0))
    .slice(0, MOST_SERVICES)
  return [
    ...(fleet.lost.length === 0 ? [] : [`Bad service cost ${sumsWords(fleet.lost)}.`]),
    ...dear.map(({ title, lost }) => `${title}: ${lost === null ? '' : sumsWords([lost])}`),
    ...(fleet.incidents.count === 0 ? [] : [`${incidentsText(fleet.incidents)}.`]),
  ]
}

const outlookLines = (services: readonly ServiceReport[]): readonly string[] =>
  services.flatMap(({ title, outlook }) => (outlook === null ? [] : [`${title}: ${outlook}`]))
