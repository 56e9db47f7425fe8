import type { Backtest } from '../../core/backtest/backtest.ts'
import { timesText } from '../../core/budgets/times.ts'
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
import { escaped, markdownTable } from './markdown.ts'

const SIGNS = 60

/** The same as a page in Markdown, for a wiki or a review. `picture` is the address of the levels as a picture. */
export function backtestMarkdown(backtest: Backtest, timeZone: string, picture?: string): string {
  const blocks = byService(backtest).flatMap((told) => [
    `## ${escaped(told[0].service.title)} (${escaped(told[0].service.service)})`,
    ...told.map((one) => policyBlock(backtest, one, timeZone)),
    ...historyBlock(backtest, told[0], timeZone),
  ])
  const shown = picture === undefined ? [] : [`![The levels over time](<${encodeURI(picture)}>)`]
  return ['# Backtest', spanWords(backtest, timeZone), ...shown, ...blocks].join('\n\n')
}

function policyBlock(backtest: Backtest, { policy, service }: Told, timeZone: string): string {
  const time = (at: number): string => dateText(isoTime(at), timeZone)
  const until = (at: number | null): string => (at === null ? 'still holds' : time(at))
  return [
    `### ${escaped(policy)} ${escaped(service.policy.version)}`,
    `\`${levelLine(service, backtest, SIGNS)}\`\n\n${escaped(levelLegend(service))}`,
    `${escaped(levelTimesWords(service.levels))}\n\n${summaryWords(service, backtest)}`,
    ...markdownTable(
      ['Freeze', 'From', 'Until', 'Why'],
      service.freezes.map((freeze) => [
        freezeName(freeze),
        time(freeze.from),
        until(freeze.until),
        freeze.reason,
      ]),
    ),
    ...markdownTable(
      ['Burn alert', 'SLO', 'From', 'Until', 'Peak', 'Rules'],
      service.burnAlerts.map(({ severity, slo, from, until: to, peakBurnRate, rules }) => [
        severity,
        slo,
        time(from),
        until(to),
        timesText(peakBurnRate),
        rules.join(', '),
      ]),
    ),
    ...markdownTable(
      ['Free', 'Blocked', 'Asked', 'Changes'],
      alikeChanges(service.changes).map(({ titles, time: change }) => [
        spanText(change.approvedMs),
        spanText(change.blockedMs),
        askedWords(change),
        titles.join(', '),
      ]),
    ),
  ].join('\n\n')
}

function historyBlock(backtest: Backtest, { service }: Told, timeZone: string): readonly string[] {
  const words = service.slos.flatMap((slo) => historyWords(slo, backtest, timeZone))
  return words.length === 0
    ? []
    : [['### Missing history', '', ...words.map((line) => `- ${escaped(line)}`)].join('\n')]
}
