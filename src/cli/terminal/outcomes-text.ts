import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import { type QuarterOutcomes, TELLING_FROM } from '../../core/outcomes/quarter.ts'
import { PATH_TITLES, questions, seatLine, spentAfterwardsText } from '../../core/outcomes/quarter-words.ts'
import { type RoleBook, roleTitle } from '../../core/people/role-book.ts'
import type { ReportPeriod } from '../../core/reports/report-period.ts'
import { plain } from './plain.ts'
import { tableText } from './table-text.ts'
import { hanging } from './wrapped-text.ts'
import { standardOutput, type Terminal } from './terminal.ts'

export interface ShownOutcomes {
  readonly period: ReportPeriod
  readonly found: QuarterOutcomes
  readonly book: RoleBook
}

export function outcomesText(
  { period, found, book }: ShownOutcomes,
  terminal: Terminal = standardOutput(),
): string {
  const titled = (role: string): string => roleTitle(role, book)
  const asked = questions(found.seats, titled)
  return [
    terminal.paint(`What became of the requests of ${period.name}`, 'heading'),
    ...tableText(
      [
        ['', 'GRANTED', 'USED', 'ROLLED BACK', 'FAILED', 'SPENT AFTERWARDS'],
        ...found.paths.map((path) => [
          PATH_TITLES[path.path],
          String(path.granted),
          String(path.used),
          String(path.rolledBack),
          String(path.failed),
          spentAfterwardsText(path),
        ]),
      ],
      { headed: true, terminal },
    ),
    '',
    terminal.paint('By role', 'heading'),
    ...(found.seats.length === 0
      ? ['  Nobody was asked.']
      : found.seats.map((seat) => `  ${plain(seatLine(seat, titled))}`)),
    ...(asked.length === 0
      ? []
      : [
          '',
          terminal.paint('For the policy’s owner', 'heading'),
          ...asked.flatMap((question) => hanging('  ', plain(question), terminal.columns)),
        ]),
  ].join('\n')
}

/** The same for scripts. */
export const outcomesJson = ({ period, found, book }: ShownOutcomes) => ({
  quarter: period.name,
  from: isoTime(period.from),
  until: isoTime(period.until),
  ...figuresJson(found, (role) => roleTitle(role, book)),
})

/** What stands in it and in a quarterly report alike. */
export const figuresJson = (
  { paths, seats }: Pick<QuarterOutcomes, 'paths' | 'seats'>,
  titled: (role: string) => string,
) => ({
  paths,
  seats: seats.map(({ role, path, decided, approved, medianMs, used, rolledBack }) => ({
    role,
    path,
    decided,
    approved,
    used,
    rolledBack,
    medianSeconds: medianMs === null ? null : medianMs / SECOND_MS,
  })),
  tellingFrom: TELLING_FROM,
  questions: questions(seats, titled),
})
