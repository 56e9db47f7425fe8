import { cell, figure, fleetHeadline, headOf, linesOr, reconsiderLines } from './document-parts.ts'
import { outcomeSections, questionFigures } from './outcome-sections.ts'
import { approvalsText, freezesText, incidentsText, lengthText, waysText } from './figure-words.ts'
import type { Report, ServiceReport } from './report.ts'
import type { ReportCell, ReportDocument, ReportPart } from './report-document.ts'
import { sloTable } from './slo-table.ts'

/** Whether the policy works: how often it froze and was passed by, what came of that, and which objectives should be talked about. */
export function quarterlyDocument(report: Report): ReportDocument {
  const { services, fleet, outcomes } = report
  return {
    ...headOf(report, 'Quarterly report'),
    headline: [...fleetHeadline(report), ...(outcomes === null ? [] : questionFigures(outcomes))],
    sections: [
      {
        heading: 'Effectiveness of the policy',
        service: null,
        parts: [
          {
            kind: 'figures',
            title: null,
            figures: [
              figure('Freezes', freezesText(fleet.freezes)),
              figure('Ways through a freeze', waysText(fleet.ways)),
              figure('Time to approval', approvalsText(fleet.approvals)),
            ],
          },
          policyTable(services),
        ],
      },
      ...(outcomes === null ? [] : outcomeSections(outcomes)),
      { heading: 'All SLOs', service: null, parts: [sloTable(services)] },
      {
        heading: 'SLOs to reconsider',
        service: null,
        parts: [linesOr(null, reconsiderLines(services), 'None, as far as a year is on record.')],
      },
    ],
  }
}

const policyTable = (services: readonly ServiceReport[]): ReportPart => ({
  kind: 'table',
  title: null,
  columns: [
    { title: 'Service', isNumber: false },
    { title: 'Freezes', isNumber: false },
    { title: 'Ways through', isNumber: false },
    { title: 'Incidents', isNumber: false },
    { title: 'Time at each level', isNumber: false },
  ],
  rows: services.map(policyRow),
})

const policyRow = ({ title, freezes, ways, incidents, levels }: ServiceReport): readonly ReportCell[] => [
  cell(title),
  cell(freezesText(freezes)),
  cell(waysText(ways)),
  cell(incidentsText(incidents)),
  cell(
    levels.length === 0
      ? 'not known'
      : levels.map(({ level, ms }) => `${level} ${lengthText(ms)}`).join(', '),
  ),
]
