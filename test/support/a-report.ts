import type { PictureName } from '../../src/core/kernel/picture-name.ts'
import type {
  Figure,
  ReportCell,
  ReportDocument,
  ReportPart,
  ReportSection,
} from '../../src/core/reports/report-document.ts'
import { HOSTILE } from './hostile-name.ts'

const figure = (label: string, value: string, tone: Figure['tone'] = 'plain'): Figure => ({
  label,
  value,
  tone,
})
const cell = (text: string, tone: ReportCell['tone'] = 'plain'): ReportCell => ({ text, tone })

const COLUMNS = ['Service', 'SLO', 'Objective', 'Availability', 'Budget left', 'Difference'].map(
  (title, place) => ({ title, isNumber: place > 1 }),
)

/** What is told of the service at a place: every third one missed its objective, every seventh was not measured. */
function figuresAt(place: number): { readonly cells: readonly ReportCell[]; readonly isMet: boolean } {
  if (place % 7 === 6)
    return {
      cells: [cell('99.9%'), cell('no data', 'unknown'), cell('not known', 'unknown'), cell('–')],
      isMet: true,
    }
  const isMet = place % 3 !== 0
  const tone = isMet ? 'good' : 'bad'
  const left = isMet ? `${40 + (place % 50)}%` : `-${10 + place}%`
  return {
    cells: [
      cell('99.9%'),
      cell(`99.${isMet ? 95 : 81}%`, tone),
      cell(left, tone),
      cell(isMet ? '22.3 min' : '-40.2 min', tone),
    ],
    isMet,
  }
}

const nameAt = (place: number): string =>
  place === 1
    ? HOSTILE
    : place === 2
      ? 'Recommendation and personalisation pipeline of the European storefront, second generation'
      : `Service ${place + 1}`

function sectionAt(place: number): ReportSection {
  const { isMet } = figuresAt(place)
  const parts: readonly ReportPart[] = [
    {
      kind: 'figures',
      title: 'Availability',
      figures: [
        figure('SLO target', '99.9%'),
        figure('Availability', isMet ? '99.95%' : '99.81%', isMet ? 'good' : 'bad'),
        figure('Error budget remaining', isMet ? '48.0%' : '-90.1%', isMet ? 'good' : 'bad'),
        figure('Status', isMet ? 'MEETING SLO' : 'VIOLATING SLO', isMet ? 'good' : 'bad'),
        figure('Actual downtime', '84.8 min'),
        figure('Allowed downtime', '44.6 min'),
        figure('Difference', '-40.2 min', isMet ? 'good' : 'bad'),
      ],
    },
    {
      kind: 'lines',
      title: 'Recommendations',
      lines: [
        'FEATURE FREEZE - Focus on reliability',
        'Root cause analysis required',
        'Incident review meeting',
      ],
    },
    {
      kind: 'lines',
      title: 'Incidents',
      lines: [`2026-10-12 14:03 UTC, ${HOSTILE}, 45 min, 12% of budget`],
    },
  ]
  return { heading: nameAt(place), service: `service-${place + 1}`, parts }
}

/** A month of so many services, one with a hostile name and one with a long one. */
export function aReport(services: number, picture: PictureName | null = null): ReportDocument {
  const places = Array.from({ length: services }, (_, place) => place)
  const met = places.filter((place) => figuresAt(place).isMet).length
  return {
    title: 'Monthly SLO report: October 2026',
    about: `2026-10-01 to 2026-10-31 (Europe/Berlin), ${services} services`,
    notes: ['October 2026 is not over: these are the figures up to 2026-10-20 09:00 CEST.'],
    headline: [
      figure('SLOs met', `${met} of ${services}`, met < services ? 'bad' : 'good'),
      figure('Incidents', '3 in 2 hours 10 minutes, 41% of budgets'),
      figure('Freezes', '2, 3 days 4 hours in all'),
      figure('Deployments', '48: 45 finished, 2 failed, 1 rolled back'),
      figure('Ways through a freeze', '1 override, 2 exceptions, 1 silver bullet'),
    ],
    picture,
    sections: [
      {
        heading: 'All SLOs',
        service: null,
        parts: [
          {
            kind: 'table',
            title: null,
            columns: COLUMNS,
            rows: places.map((place) => [
              cell(nameAt(place)),
              cell('Availability'),
              ...figuresAt(place).cells,
            ]),
          },
        ],
      },
      ...places.map(sectionAt),
      {
        heading: 'SLOs to reconsider',
        service: null,
        parts: [{ kind: 'lines', title: null, lines: ['None.'] }],
      },
    ],
  }
}

/** A report of a period of which nothing is known. */
export const anEmptyReport: ReportDocument = {
  title: 'Weekly report: Week 44 of 2026',
  about: '2026-10-26 to 2026-11-01 (UTC), 0 services',
  notes: [],
  headline: [],
  picture: null,
  sections: [
    {
      heading: 'Budgets and their trend',
      service: null,
      parts: [{ kind: 'table', title: null, columns: COLUMNS, rows: [] }],
    },
    { heading: 'Incidents', service: null, parts: [{ kind: 'lines', title: null, lines: ['None.'] }] },
  ],
}
