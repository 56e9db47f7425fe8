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
import type { Terminal } from './terminal.ts'
import { padded, textWidth } from './text-width.ts'
import { wrappedText } from './wrapped-text.ts'

const MOST_COLUMNS = 120
const PIPED_COLUMNS = 80
const FEWEST_SIGNS = 10

/** A backtest for a terminal: for each service a line of levels under each policy that fits it, then the details. */
export function backtestText(backtest: Backtest, timeZone: string, terminal: Terminal): string {
  const services = byService(backtest)
  return [
    wrapped(spanWords(backtest, timeZone), terminal, 0).join('\n'),
    ...services.flatMap((told) => [
      wrapped(heading(told), terminal, 0)
        .map((line) => terminal.paint(line, 'heading'))
        .join('\n'),
      lines(backtest, told, terminal, timeZone),
      ...told.map((one) => details(backtest, one, terminal, timeZone)),
      ...historyBlock(backtest, told, terminal, timeZone),
    ]),
    ...(services.length === 0 ? ['no service is configured'] : []),
  ].join('\n\n')
}

const heading = ([{ service }]: readonly [Told, ...Told[]]): string => `${service.title} (${service.service})`

/** The lines of levels, one below the other, with the days of both ends. */
function lines(steps: Steps, told: readonly [Told, ...Told[]], terminal: Terminal, timeZone: string): string {
  const { columns } = terminal
  const names = told.map(({ policy, service }) => `${policy} ${service.policy.version}`)
  const nameWidth = Math.max(...names.map(textWidth))
  const width = columns === Infinity ? PIPED_COLUMNS : Math.min(columns, MOST_COLUMNS)
  const signs = Math.max(FEWEST_SIGNS, width - nameWidth - 4)
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
    ...[...legends].flatMap((legend) => wrapped(legend, terminal, 2)),
  ].join('\n')
}

function details(
  backtest: Backtest,
  { policy, service }: Told,
  terminal: Terminal,
  timeZone: string,
): string {
  const time = (at: number): string => dateText(isoTime(at), timeZone)
  const until = (at: number | null): string => (at === null ? 'still holds' : time(at))
  const tables = [
    service.freezes.map((freeze) => [
      freezeName(freeze),
      time(freeze.from),
      until(freeze.until),
      durationInWords((freeze.until ?? backtest.until) - freeze.from),
      freeze.reason,
    ]),
    service.burnAlerts.map(({ severity, slo, from, until: to, peakBurnRate, rules }) => [
      severity,
      slo,
      time(from),
      until(to),
      timesText(peakBurnRate),
      rules.join(', '),
    ]),
    alikeChanges(service.changes).map(({ titles, time: change }) => [
      spanText(change.approvedMs),
      spanText(change.blockedMs),
      askedWords(change),
      titles.join(', '),
    ]),
  ]
  return [
    ...wrapped(`${policy}: ${levelTimesWords(service.levels)}`, terminal, 2),
    ...wrapped(summaryWords(service, backtest), terminal, 2),
    ...tables.flatMap((rows, index) =>
      rows.length === 0
        ? []
        : tableText([HEADINGS[index] ?? [], ...rows.map((row) => row.map(plain))], {
            headed: true,
            terminal,
          }),
    ),
  ].join('\n')
}

const HEADINGS = [
  ['FREEZE', 'FROM', 'UNTIL', 'LASTED', 'WHY'],
  ['BURN ALERT', 'SLO', 'FROM', 'UNTIL', 'PEAK', 'RULES'],
  ['FREE', 'BLOCKED', 'ASKED', 'CHANGES'],
]

/** What the data could not tell, which no policy changes. */
function historyBlock(
  backtest: Backtest,
  [{ service }]: readonly [Told, ...Told[]],
  terminal: Terminal,
  timeZone: string,
): string[] {
  const words = service.slos.flatMap((slo) => historyWords(slo, backtest, timeZone))
  if (words.length === 0) return []
  return [['  Missing history', ...words.flatMap((line) => wrapped(line, terminal, 4))].join('\n')]
}

const wrapped = (text: string, { columns }: Terminal, indent: number): readonly string[] =>
  wrappedText(plain(text), columns - indent).map((line) => `${' '.repeat(indent)}${line}`)
