import { cell } from './document-parts.ts'
import {
  availabilityText,
  budgetText,
  complianceTone,
  minutesText,
  missingText,
  remainingTone,
} from './figure-words.ts'
import type { ServiceReport, SloFigures } from './report.ts'
import type { ReportCell, ReportPart } from './report-document.ts'

/** Every SLO of the period on a line, the worst service first. */
export const sloTable = (services: readonly ServiceReport[]): ReportPart => ({
  kind: 'table',
  title: null,
  columns: [
    { title: 'Service', isNumber: false },
    { title: 'SLO', isNumber: false },
    { title: 'Objective', isNumber: true },
    { title: 'Availability', isNumber: true },
    { title: 'Budget left', isNumber: true },
    { title: 'Downtime', isNumber: true },
    { title: 'Allowed', isNumber: true },
  ],
  rows: services.flatMap(({ title, slos }) => slos.map((slo) => rowOf(title, slo))),
})

function rowOf(service: string, slo: SloFigures): readonly ReportCell[] {
  const { title, objective, figures } = slo
  const about = [cell(service), cell(title), cell(`${objective}%`)]
  const tone = complianceTone(slo)
  if (figures.kind === 'missing')
    return [...about, cell(missingText(figures), tone), cell('–', tone), cell('–'), cell('–')]
  return [
    ...about,
    cell(availabilityText(figures.availabilityRatio, objective), tone),
    cell(budgetText(figures.remainingRatio), remainingTone(slo)),
    cell(minutesText(figures.actualMs)),
    cell(minutesText(figures.allowedMs)),
  ]
}
