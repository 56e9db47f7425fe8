import { PATH_TITLES, questions, seatLine, spentAfterwardsText } from '../outcomes/quarter-words.ts'
import type { PathOutcomes } from '../outcomes/quarter.ts'
import { cell, figure, linesOr } from './document-parts.ts'
import type { ReportedOutcomes } from './report.ts'
import type { Figure, ReportCell, ReportSection } from './report-document.ts'

type Titled = Pick<ReportedOutcomes, 'seats'>

/** What the configuration called a role when the report was made. */
export const titleIn =
  ({ seats }: Titled) =>
  (role: string): string =>
    seats.find((seat) => seat.role === role)?.roleTitle ?? role

/** To the policy's owner, of seats that always approve. */
const questionsOf = (outcomes: Titled): readonly string[] => questions(outcomes.seats, titleIn(outcomes))

/** At the top, where there is something to ask. */
export function questionFigures(outcomes: Titled): readonly Figure[] {
  const { length } = questionsOf(outcomes)
  return length === 0 ? [] : [figure('Seats that always approve', String(length))]
}

/** What became of requests, by way and by role, and what that asks of the policy's owner. */
export function outcomeSections(outcomes: ReportedOutcomes): readonly ReportSection[] {
  const asked = questionsOf(outcomes)
  return [
    {
      heading: 'What became of the requests',
      service: null,
      parts: [
        {
          kind: 'table',
          title: null,
          columns: ['Way', 'Granted', 'Used', 'Rolled back', 'Failed', 'Spent afterwards'].map((title) => ({
            title,
            isNumber: title !== 'Way',
          })),
          rows: outcomes.paths.map(pathRow),
        },
        linesOr(
          'By role',
          outcomes.seats.map((seat) => seatLine(seat, titleIn(outcomes))),
          'Nobody was asked.',
        ),
      ],
    },
    ...(asked.length === 0
      ? []
      : [
          {
            heading: 'For the policy’s owner',
            service: null,
            parts: [{ kind: 'lines' as const, title: null, lines: asked }],
          },
        ]),
  ]
}

const pathRow = (path: PathOutcomes): readonly ReportCell[] => [
  cell(PATH_TITLES[path.path]),
  ...[path.granted, path.used, path.rolledBack, path.failed].map((count) => cell(String(count))),
  cell(spentAfterwardsText(path)),
]
