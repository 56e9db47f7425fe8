import type { KnownBlock, SectionBlock } from '@slack/types'
import type { Standing } from '../../../core/risks/acceptance.ts'
import type { RiskReport } from '../../../core/risks/risk-report.ts'
import {
  budgetLines,
  COLOUR_EMOJI,
  expectedLine,
  figuresWords,
  fitHints,
  gainWords,
  minutesAndMoney,
  observedLine,
  outgrownWords,
} from '../../../core/risks/risk-words.ts'
import type { RankedRisk } from '../../../core/risks/stack-rank.ts'
import { ACTION } from '../action-ids.ts'
import type { Answer } from '../answer.ts'
import { escaped, escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { withinMessageLimits } from './limits.ts'
import { context, requestButton, section } from './parts.ts'

/** Each has a button, and a message takes 50 blocks. */
const MOST_ON_PAGE = 10
const MOST_GAINS = 5

export interface RiskList {
  readonly reports: readonly RiskReport[]
  /** From 1; past the end the last one. */
  readonly page: number
  /** What is typed for another page, without its number. */
  readonly command: string
}

/** `/budget risks`: each catalog's stack rank, a page at a time, with a button to accept each risk or take that back. */
export function riskList({ reports, page, command }: RiskList): Answer {
  const all = reports.flatMap((report) => report.rank.rows.map((row) => ({ report, row })))
  const pages = Math.max(1, Math.ceil(all.length / MOST_ON_PAGE))
  const index = Math.min(Math.max(1, page), pages) - 1
  const before = index * MOST_ON_PAGE
  const shown = all.slice(before, before + MOST_ON_PAGE)
  const blocks = reports.flatMap((report): KnownBlock[] => {
    const rows = shown.filter((one) => one.report === report)
    const isEmpty = report.rank.rows.length === 0
    if (rows.length === 0 && !(isEmpty && index === 0)) return []
    const isWhole = isEmpty || rows.some(({ row }) => row === report.rank.rows.at(-1))
    return [
      section(`*${escapedLine(report.catalog.title)}*\n${budgetLines(report).join('\n')}`),
      ...rows.map(({ row }) => riskBlock(report, row)),
      ...(isWhole ? lastBlocks(report) : []),
    ]
  })
  const place =
    pages < 2
      ? ''
      : `${before + 1} to ${before + shown.length} of ${all.length}, page ${index + 1} of ${pages}`
  const next = index + 1 < pages ? `more: \`${escapedLine(command)} ${index + 2}\`` : ''
  const back = index > 0 ? `back: \`${escapedLine(command)}${index === 1 ? '' : ` ${index}`}\`` : ''
  const small = [place, next, back].filter((part) => part !== '').join(' · ')
  const summary = reports.map((report) => `${report.catalog.title}: ${budgetLines(report)[1]}`).join('; ')
  return {
    text: [escapedLine(summary), place, next].filter((part) => part !== '').join(' · '),
    blocks: withinMessageLimits(blocks, small === '' ? [] : [context(small)]),
  }
}

function riskBlock({ catalog, standings, fit, cost }: RiskReport, row: RankedRisk): SectionBlock {
  const { rank, risk, colour, badMinutesPerYear } = row
  const standing = standings.get(risk.name)
  const seen = fit.risks.get(risk.name)
  const title =
    risk.url === null ? escapedLine(risk.title) : `<${escapedLine(risk.url)}|${escapedLine(risk.title)}>`
  const hints = seen === undefined ? [] : fitHints(seen, risk.figures)
  const lines = [
    `${COLOUR_EMOJI[colour]} *${rank}. ${title}* · ${colour} · ${minutesAndMoney(badMinutesPerYear, cost)} a year`,
    figuresWords(risk.figures),
    ...(standing === undefined ? [] : standingLines(standing)),
    ...hints.map((hint) => `:warning: ${hint}.`),
  ]
  const value = `${catalog.name}/${risk.name}`
  const button =
    colour === 'blue'
      ? requestButton(ACTION.riskTakeBack, 'Take back…', value)
      : requestButton(ACTION.riskAccept, 'Accept…', value)
  return { ...section(lines.join('\n')), accessory: button }
}

function standingLines(standing: Standing): readonly string[] {
  const { act, isAccepted } = standing
  const outgrown = outgrownWords(standing)
  if (act === null) return isAccepted ? ['Accepted by the configuration'] : []
  const who = `<@${act.by}> ${slackTime(act.at)}: ${escaped(act.why)}`
  if (outgrown !== null) return [`:warning: ${outgrown} · ${who}`]
  return [`${act.isAccepted ? 'Accepted' : 'No longer accepted'} by ${who}`]
}

function lastBlocks(report: RiskReport): readonly KnownBlock[] {
  const { gains, fit, cost } = report
  const shown = gains.slice(0, MOST_GAINS)
  const more = gains.length - shown.length
  const mitigations = shown.map(
    (gain) =>
      `• *${escapedLine(gain.mitigation.title)}* (${escapedLine(gain.risk.title)}) ${escapedLine(gainWords(gain, cost))}`,
  )
  return [
    ...(shown.length === 0
      ? []
      : [
          section(
            ['What could be done', ...mitigations, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'),
          ),
        ]),
    context(`${expectedLine(report)}. ${observedLine(fit)}.`),
  ]
}
