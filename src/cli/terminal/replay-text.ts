import { spelled } from '../../adapters/spelling/command-text.ts'
import { dateText } from '../../adapters/templates/time-text.ts'
import { counted } from '../../core/kernel/counted.ts'
import { exactDurationInWords } from '../../core/kernel/time/duration.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import type { Fate, Replay, ReplayedDeployment, ServiceReplay } from '../../core/replay/replay.ts'
import { levelTimesWords } from './backtest-words.ts'
import { plain } from './plain.ts'
import { tableText } from './table-text.ts'
import type { Terminal } from './terminal.ts'
import { wrappedText } from './wrapped-text.ts'

/** Deployments of one service that are told one by one; the newest. */
const MOST_DEPLOYMENTS = 20

const HEADINGS = ['LAST ASKED FOR', 'CHANGE', 'REVISION', 'THEN', 'REPLAYED', 'WHY']

export function replayText(replay: Replay, timeZone: string, terminal: Terminal): string {
  const wrapped = (text: string, indent: number): string =>
    wrappedText(plain(text), terminal.columns - indent)
      .map((line) => `${' '.repeat(indent)}${line}`)
      .join('\n')
  return [
    ...remarks(replay, timeZone).map((line) => wrapped(line, 0)),
    ...replay.services.map((service) => {
      const differing = differingIn(service, timeZone)
      return [
        terminal.paint(plain(`${service.title} (${service.service})`), 'heading'),
        ...summary(service).map((line) => wrapped(line, 2)),
        ...(differing.rows.length === 0
          ? []
          : tableText([HEADINGS, ...differing.rows.map((row) => row.map(plain))], {
              headed: true,
              terminal,
            })),
        ...(differing.left === 0 ? [] : [`  … and ${differing.left} more`]),
      ].join('\n')
    }),
  ].join('\n\n')
}

export function replayMarkdown(replay: Replay, timeZone: string): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [
    '# Replay',
    '',
    ...remarks(replay, timeZone).map((text) => `- ${plain(text)}`),
    ...replay.services.flatMap((service) => {
      const { rows, left } = differingIn(service, timeZone)
      return [
        '',
        `## ${plain(service.title)}`,
        '',
        ...summary(service).map((text) => `- ${plain(text)}`),
        ...(rows.length === 0
          ? []
          : ['', line(HEADINGS), line(HEADINGS.map(() => '---')), ...rows.map(line)]),
        ...(left === 0 ? [] : ['', `… and ${left} more`]),
      ]
    }),
  ].join('\n')
}

function remarks({ from, until, looks, unknownLookbacksMs, services }: Replay, timeZone: string): string[] {
  const time = (at: number): string => dateText(isoTime(at), timeZone)
  return [
    `${time(from)} to ${time(until)}, ${counted(looks, 'look')} on record`,
    ...(services.length === 0 ? ['no service is configured'] : []),
    ...(unknownLookbacksMs.length === 0
      ? []
      : [
          `Burn or spending over ${unknownLookbacksMs.map(exactDurationInWords).join(', ')} is not on record: conditions that ask for it hold at no time here. \`budgeteer backtest\` measures it.`,
        ]),
  ]
}

/** What happened stands before the arrow, what would have after it. */
function summary({ policy, announcements, levels, deployments, seats }: ServiceReplay): string[] {
  const { then, replayed } = announcements
  return [
    `policy: ${policy.name} ${policy.version}`,
    `announcements: ${then.length} → ${replayed.length}`,
    deployments.length === 0
      ? 'deployments: none asked for'
      : `deployments: ${deployments.length} asked for; ${fates(deployments, 'then')} → ${fates(deployments, 'replayed')}`,
    ...(seats.length === 0
      ? []
      : [`signatures: ${seats.map((one) => `${one.title} ${one.then} → ${one.replayed}`).join(', ')}`]),
    `levels: ${levelTimesWords(levels) || 'nothing on record'}`,
  ]
}

const FATES: Readonly<Record<Fate, string>> = {
  free: 'free',
  asks: 'wait for people',
  blocked: 'blocked',
  unnamed: 'of a change type that the policy does not name',
}

function fates(deployments: readonly ReplayedDeployment[], when: 'then' | 'replayed'): string {
  const words = (Object.keys(FATES) as Fate[]).flatMap((fate) => {
    const found = deployments.filter((one) => one[when] === fate).length
    return found === 0 ? [] : [`${found} ${FATES[fate]}`]
  })
  return words.join(', ') || 'none'
}

function differingIn(
  { deployments }: ServiceReplay,
  timeZone: string,
): { readonly rows: readonly (readonly string[])[]; readonly left: number } {
  const differing = deployments
    .filter(({ then, replayed }) => then !== replayed)
    .toSorted((a, b) => b.at - a.at)
  return {
    left: Math.max(0, differing.length - MOST_DEPLOYMENTS),
    rows: differing
      .slice(0, MOST_DEPLOYMENTS)
      .map(({ at, change, revision, then, replayed, explanation }) => [
        dateText(isoTime(at), timeZone),
        change,
        revision ?? '–',
        FATES[then],
        FATES[replayed],
        explanation === null ? '' : spelled(explanation),
      ]),
  }
}
