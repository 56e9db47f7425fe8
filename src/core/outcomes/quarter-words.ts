import { sharePercentText } from '../budgets/percent.ts'
import { sumsWords } from '../cost/money.ts'
import { durationInWords, SECOND_MS } from '../kernel/time/duration.ts'
import { alwaysApproves, type Path, type PathOutcomes, type SeatOutcomes } from './quarter.ts'

export const PATH_TITLES: Readonly<Record<Path, string>> = {
  exception: 'Freeze exceptions',
  override: 'Overrides',
  'silver-bullet': 'Silver bullets',
  ordinary: 'Ordinary approvals',
}

/** `SRE: 214 of 214, median 40 s, none rolled back afterwards`. */
export function seatWords(seat: SeatOutcomes, roleTitle: (role: string) => string): string {
  const { role, decided, approved, medianMs, rolledBack } = seat
  const wait = medianMs === null ? '' : `, median ${waitWords(medianMs)}`
  const back = rolledBack === 0 ? 'none' : String(rolledBack)
  return `${roleTitle(role)}: ${approved} of ${decided}${wait}, ${back} rolled back afterwards`
}

/** With its way: `SRE: 214 of 214, … (ordinary approvals)`. */
export const seatLine = (seat: SeatOutcomes, roleTitle: (role: string) => string): string =>
  `${seatWords(seat, roleTitle)} (${PATH_TITLES[seat.path].toLowerCase()})`

/** `12%, EUR 1,000`; a dash where nothing is known. */
export const spentAfterwardsText = ({ spentRatio, money }: PathOutcomes): string =>
  spentRatio === null
    ? '–'
    : [sharePercentText(spentRatio), ...(money.length === 0 ? [] : [sumsWords(money)])].join(', ')

const waitWords = (ms: number): string =>
  ms < 100 * SECOND_MS ? `${Math.round(ms / SECOND_MS)} s` : durationInWords(ms)

/** To the policy's owner, where a seat said yes to all of many: empty where there is nothing to ask. */
export const questions = (
  seats: readonly SeatOutcomes[],
  roleTitle: (role: string) => string,
): readonly string[] =>
  seats
    .filter(alwaysApproves)
    .map(
      (seat) =>
        `${seatLine(seat, roleTitle)}. Does this seat still decide anything, or could the policy do without it?`,
    )
