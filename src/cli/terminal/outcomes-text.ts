import { sharePercentText } from '../../core/budgets/percent.ts'
import { sumsWords } from '../../core/cost/money.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import { type QuarterOutcomes, TELLING_FROM } from '../../core/outcomes/quarter.ts'
import { PATH_TITLES, questions, seatWords } from '../../core/outcomes/quarter-words.ts'
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
        ...found.paths.map(({ path, granted, used, rolledBack, failed, spentRatio, money }) => [
          PATH_TITLES[path],
          String(granted),
          String(used),
          String(rolledBack),
          String(failed),
          spentRatio === null
            ? '–'
            : [sharePercentText(spentRatio), ...(money.length === 0 ? [] : [sumsWords(money)])].join(', '),
        ]),
      ],
      { headed: true, terminal },
    ),
    '',
    terminal.paint('By role', 'heading'),
    ...(found.seats.length === 0
      ? ['  Nobody was asked.']
      : found.seats.map(
          (seat) => `  ${plain(seatWords(seat, titled))} (${PATH_TITLES[seat.path].toLowerCase()})`,
        )),
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
  paths: found.paths,
  seats: found.seats.map(({ medianMs, ...seat }) => ({
    ...seat,
    medianSeconds: medianMs === null ? null : medianMs / SECOND_MS,
  })),
  tellingFrom: TELLING_FROM,
  questions: questions(found.seats, (role) => roleTitle(role, book)),
})
