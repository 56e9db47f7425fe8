import { compareRatio } from '../budgets/compare.ts'
import {
  availabilityText,
  budgetText,
  complianceText,
  complianceTone,
  measuredWords,
  remainingTone,
  minutesText,
  missingText,
} from './figure-words.ts'
import {
  fleetHeadline,
  figure,
  headOf,
  incidentLine,
  linesOr,
  reconsiderLines,
  serviceHappenings,
} from './document-parts.ts'
import type { PromiseFigures, Report, ServiceReport, SloFigures } from './report.ts'
import type { Figure, ReportDocument, ReportPart, ReportSection } from './report-document.ts'
import { sloTable } from './slo-table.ts'

/** Each service in the shape of the ML platform's monthly report, and what happened around it. */
export function monthlyDocument(report: Report): ReportDocument {
  const many = report.services.length > 1
  return {
    ...headOf(report, 'Monthly SLO report'),
    headline: fleetHeadline(report),
    sections: [
      ...(many ? [{ heading: 'All SLOs', service: null, parts: [sloTable(report.services)] }] : []),
      ...report.services.map((one) => serviceSection(report, one)),
      {
        heading: 'SLOs to reconsider',
        service: null,
        parts: [linesOr(null, reconsiderLines(report.services), 'None, as far as a year is on record.')],
      },
    ],
  }
}

function serviceSection(report: Report, service: ServiceReport): ReportSection {
  const { advice, incidents } = service
  return {
    heading: service.title,
    service: service.service,
    parts: [
      ...service.slos.map((slo) => sloPart(report, slo)),
      ...(advice === null
        ? []
        : [{ kind: 'lines' as const, title: 'Recommendations', lines: advice.sentences }]),
      { kind: 'figures', title: 'What happened', figures: serviceHappenings(service) },
      ...(incidents.list.length === 0
        ? []
        : [
            linesOr(
              'Incidents',
              incidents.list.map((one) => incidentLine(one, report)),
              '',
            ),
          ]),
    ],
  }
}

function sloPart({ timeZone }: Report, slo: SloFigures): ReportPart {
  const { title, objective, figures, window, promise } = slo
  const target = figure('SLO target', `${objective}%`)
  if (figures.kind === 'missing')
    return {
      kind: 'figures',
      title,
      figures: [target, figure('Availability', missingText(figures), 'unknown')],
    }
  const tone = complianceTone(slo)
  const notes = measuredWords(figures, window, timeZone)
  return {
    kind: 'figures',
    title,
    figures: [
      target,
      figure('Availability', availabilityText(figures.availabilityRatio, objective), tone),
      figure('Error budget remaining', budgetText(figures.remainingRatio), remainingTone(slo)),
      figure('Status', complianceText(figures), tone),
      figure('Actual downtime', minutesText(figures.actualMs)),
      figure('Allowed downtime', minutesText(figures.allowedMs)),
      figure('Difference', minutesText(figures.differenceMs), tone),
      ...(promise === null ? [] : promiseFigures(promise)),
      ...(notes.length === 0 ? [] : [figure('Note', notes.join('; '))]),
    ],
  }
}

const promiseFigures = ({
  agreement,
  remainingRatio,
  allowedMs,
  headroomMs,
}: PromiseFigures): readonly Figure[] => [
  figure(
    `SLA of ${agreement}%`,
    `${budgetText(remainingRatio)} of ${minutesText(allowedMs)} left`,
    compareRatio(remainingRatio, 0) < 0 ? 'bad' : 'good',
  ),
  figure('SLA headroom', `${minutesText(headroomMs)} beyond the objective`),
]
