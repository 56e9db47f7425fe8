import type { Backtest, Steps } from '../../core/backtest/backtest.ts'
import { timesText } from '../../core/budgets/times.ts'
import { durationInWords } from '../../core/kernel/time/duration.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import { dateText } from '../../adapters/templates/time-text.ts'
import { levelLegend, levelLine } from './backtest-line.ts'
import {
  alikeChanges,
  askedWords,
  byService,
  freezeName,
  historyWords,
  levelTimesWords,
  spanText,
  spanWords,
  summaryWords,
  type Told,
} from './backtest-words.ts'
import { plain } from './plain.ts'
import { tableText } from './table-text.ts'
import { padded, textWidth } from './text-width.ts'

const MOST_LINE = 120
const FEWEST_SIGNS = 10

/** A backtest for a terminal of `width` columns: for each service a line of levels under each policy, then the details. */
export function backtestText(backtest: Backtest, timeZone: string, width: number): string {
  const services = byService(backtest)
  return [
    spanWords(backtest, timeZone),
    ...services.flatMap((told) => [
      heading(told),
      lines(backtest, told, width, timeZone),
      ...told.map((one) => details(backtest, one, timeZone)),
      ...historyBlock(backtest, told, timeZone),
    ]),
    ...(services.length === 0 ? ['no service is configured'] : []),
  ]
    .map((block) => block.split('\n').map(plain).join('\n'))
    .join('\n\n')
}

const heading = ([{ service }]: readonly [Told, ...Told[]]): string => `${service.title} (${service.service})`

/** The lines of levels, one below the other, with the days of both ends. */
function lines(steps: Steps, told: readonly [Told, ...Told[]], width: number, timeZone: string): string {
  const names = told.map(({ policy, service }) => `${policy} ${service.policy.version}`)
  const nameWidth = Math.max(...names.map(textWidth))
  const signs = Math.max(FEWEST_SIGNS, Math.min(MOST_LINE, width - nameWidth - 4))
  const day = (at: number): string => dateText(isoTime(at), timeZone).slice(0, 10)
  const [first, last] = [day(steps.from), day(steps.until)]
  const gap = ' '.repeat(Math.max(1, signs - first.length - last.length))
  const legends = new Set(told.map(({ service }) => levelLegend(service)))
  return [
    ...told.map(
      ({ service }, index) =>
        `  ${padded(names[index] ?? '', nameWidth)}  ${levelLine(service, steps, signs)}`,
    ),
    `  ${' '.repeat(nameWidth)}  ${first}${gap}${last}`,
    ...[...legends].map((legend) => `  ${legend}`),
  ].join('\n')
}

function details(backtest: Backtest, { policy, service }: Told, timeZone: string): string {
  const time = (at: number): string => dateText(isoTime(at), timeZone)
  const until = (at: number | null): string => (at === null ? 'still holds' : time(at))
  const lasted = (from: number, to: number | null): string => durationInWords((to ?? backtest.until) - from)
  const tables = [
    service.freezes.length === 0
      ? []
      : tableText([
          ['FREEZE', 'FROM', 'UNTIL', 'LASTED', 'WHY'],
          ...service.freezes.map((freeze) => [
            freezeName(freeze),
            time(freeze.from),
            until(freeze.until),
            lasted(freeze.from, freeze.until),
            freeze.reason,
          ]),
        ]),
    service.burnAlerts.length === 0
      ? []
      : tableText([
          ['BURN ALERT', 'SLO', 'FROM', 'UNTIL', 'PEAK', 'RULES'],
          ...service.burnAlerts.map(({ severity, slo, from, until: to, peakBurnRate, rules }) => [
            severity,
            slo,
            time(from),
            until(to),
            timesText(peakBurnRate),
            rules.join(', '),
          ]),
        ]),
    tableText([
      ['FREE', 'BLOCKED', 'ASKED', 'CHANGES'],
      ...alikeChanges(service.changes).map(({ titles, time: change }) => [
        spanText(change.approvedMs),
        spanText(change.blockedMs),
        askedWords(change),
        titles.join(', '),
      ]),
    ]),
  ]
  return [
    `  ${policy}: ${levelTimesWords(service.levels)}`,
    `  ${summaryWords(service, backtest)}`,
    ...tables.flat(),
  ].join('\n')
}

/** What the data could not tell, which no policy changes. */
function historyBlock(
  backtest: Backtest,
  [{ service }]: readonly [Told, ...Told[]],
  timeZone: string,
): string[] {
  const words = service.slos.flatMap((slo) => historyWords(slo, backtest, timeZone))
  return words.length === 0 ? [] : [['  Missing history', ...words.map((line) => `    ${line}`)].join('\n')]
}
