import type { KnownBlock } from '@slack/types'
import type { PageLink } from '../../../core/announcements/page-of.ts'
import type { SimulatedSlo, Simulation } from '../../../core/what-if/simulation.ts'
import {
  alertWords,
  budgetWords,
  changeLines,
  costWords,
  levelWords,
  type Moment,
  otherWords,
  recoveryLines,
  scenarioLines,
} from '../../../core/what-if/what-if-words.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { withinMessageLimits } from './limits.ts'
import { linkToPage } from './page-link.ts'
import { context, section } from './parts.ts'

/** `/budget simulate`: what would come of it. `boundaries`: where a percentage must not round across. */
export function simulationAnswer(
  simulation: Simulation,
  boundaries: readonly number[],
  page: PageLink | null,
): Answer {
  const { title, slos, burnAlerts, others, assumptions } = simulation
  const budgets = slos.map((slo) => budgetLine(slo, boundaries))
  const ends = withTimes((moment) => recoveryLines(simulation, moment))
  const alerts = withTimes((moment) => burnAlerts.map((alert) => alertWords(alert, moment)))
  const rests = assumptions.map((line) => escapedLine(line)).join('; ')
  return {
    text: textOf(simulation, boundaries),
    blocks: withinMessageLimits(
      [
        section(
          [
            `*What if: ${escapedLine(title)}*`,
            ...scenarioLines(simulation).map((line) => escapedLine(line)),
          ].join('\n'),
        ),
        section([...budgets, `*${escapedLine(levelWords(simulation))}*`, ...ends].join('\n')),
        ...titled(
          'What changes',
          changeLines(simulation).map((line) => escapedLine(line)),
        ),
        ...titled('Burn alerts', alerts),
        ...titled(
          'Other services',
          others.map((other) => escapedLine(otherWords(other))),
        ),
      ],
      [
        context(
          `Nothing has happened. This rests on: ${rests}${page === null ? '' : ` · ${linkToPage(page)}`}`,
        ),
      ],
    ),
  }
}

function budgetLine(slo: SimulatedSlo, boundaries: readonly number[]): string {
  const cost = costWords(slo)
  const budget = escapedLine(budgetWords(slo, boundaries))
  return `${escapedLine(slo.title)}: *${budget}*${cost === '' ? '' : `, ${escapedLine(cost)}`}`
}

const titled = (title: string, lines: readonly string[]): readonly KnownBlock[] =>
  lines.length === 0 ? [] : [section([`*${title}*`, ...lines.map((line) => `• ${line}`)].join('\n'))]

/** Lines with times, which are Slack's own markup. */
function withTimes(linesOf: (moment: Moment) => readonly string[]): readonly string[] {
  const times: string[] = []
  const lines = linesOf((at) => `⟦${times.push(at) - 1}⟧`)
  return lines.map((line) =>
    escapedLine(line).replaceAll(/⟦(\d+)⟧/g, (_, index) => slackTime(times[Number(index)] ?? '')),
  )
}

/** The same in one line, for notifications and screen readers. */
const textOf = (simulation: Simulation, boundaries: readonly number[]): string =>
  escapedLine(
    [
      `What if ${simulation.title} had ${scenarioLines(simulation).join('; ')}`,
      ...simulation.slos.map((slo) => `${slo.title} ${budgetWords(slo, boundaries)}`),
      levelWords(simulation),
    ].join(': '),
  )
