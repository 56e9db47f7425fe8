import type { KnownBlock } from '@slack/types'

import { youngMark } from '../../../core/budgets/young.ts'
import { percentText } from '../../../core/budgets/percent.ts'
import {
  agreementWords,
  maintenanceWords,
  whyNoFigure,
  partWords,
  shortened,
} from '../../../core/status/slo-words.ts'
import type { ServiceReport, SloReport } from '../../../core/status/status-report.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { burnText } from './burn-words.ts'
import { MAX_SECTION_TEXT } from './limits.ts'
import { linkLines } from './links.ts'
import { context, section } from './parts.ts'
import { splitText } from './split-text.ts'
import { unbroken } from './unbroken.ts'

/** Longer sentences are cut: the SLO's file has them whole. */
const MOST_OF_A_SENTENCE = 220
/** A composite of more parts shows those that lost most. */
const MOST_PARTS = 8

/** With more SLOs in one answer each gets a single line, and the details come below all of them. */
const MOST_APART = 12

/** The SLOs of a service: each with its figures, and in smaller print its details. `head` stands before them. */
export function sloBlocks(
  head: readonly string[],
  { slos, journey, links }: ServiceReport,
  boundaries: readonly number[],
): readonly KnownBlock[] {
  const told = slos.map((slo) => ({
    slo,
    figures: figureLine(slo, boundaries),
    details: [...detailLines(slo), ...reasons(slo, journey), ...linkLines(ownLinks(slo, links))],
  }))
  if (slos.length <= MOST_APART)
    return [
      ...sections(head),
      ...told.flatMap(({ figures, details }) => [
        ...sections([figures]),
        ...(details.length === 0 ? [] : [context(unbroken(details.join('\n')))]),
      ]),
    ]
  const below = told.flatMap(({ slo, details }) =>
    details.length === 0 ? [] : [...(slos.length > 1 ? [`*${escapedLine(slo.title)}*`] : []), ...details],
  )
  return [
    ...sections([...head, ...told.map(({ figures }) => figures)]),
    ...(below.length === 0 ? [] : [context(unbroken(below.join('\n')))]),
  ]
}

/** Those that the service itself does not have. */
const ownLinks = ({ links }: SloReport, ofService: ServiceReport['links'] = []): SloReport['links'] =>
  links?.filter(({ url }) => !ofService.some((known) => known.url === url))

const sections = (lines: readonly string[]): readonly KnownBlock[] =>
  splitText(unbroken(lines.join('\n')), MAX_SECTION_TEXT).map(section)

/** The SLA and the parts. */
function detailLines(slo: SloReport): readonly string[] {
  const { agreement } = slo
  const mark = (agreement?.remainingRatio ?? 0) < 0 ? ':rotating_light: ' : ''
  return [
    ...(agreement === undefined ? [] : [`${mark}${escapedLine(agreementWords(agreement))}`]),
    ...partLines(slo),
  ]
}

function figureLine(slo: SloReport, boundaries: readonly number[]): string {
  const name = `• ${escapedLine(slo.title)} · ${slo.objective}% over ${slo.window}`
  if (slo.missing !== undefined || slo.remainingRatio === null) {
    // A time in the reader's own zone is markup: it is written after the rest is escaped.
    const isStopped = slo.missing === 'data_stopped'
    const why = whyNoFigure(slo, slackTime)
    return `${name}: :grey_question: ${isStopped ? why : `no figure (${escapedLine(why).slice(0, 200)})`}`
  }
  const bad = slo.good !== null && slo.total !== null ? Math.max(0, slo.total - slo.good) : null
  const marks = [
    ...(slo.burnRates === null ? [] : [`burn ${burnText(slo.burnRates['1h'])}`]),
    ...(bad === null || slo.total === null ? [] : [`${count(bad)} bad of ${count(slo.total)}`]),
    ...(slo.excludedSeconds === undefined ? [] : [`:wrench: ${maintenanceWords(slo.excludedSeconds)}`]),
    ...(slo.coverage !== null && slo.coverage < 1 && slo.young === undefined
      ? [`:hourglass: data covers ${percentText(slo.coverage, [0, 1])} of the window`]
      : []),
    ...(slo.warning === undefined ? [] : [`:warning: ${escapedLine(shortened(slo.warning, 120))}`]),
  ]
  return [
    `${name}: *${percentText(slo.remainingRatio, boundaries)}* left${youngMark(slo.young)}`,
    ...marks,
  ].join(' · ')
}

const count = (events: number): string => Math.round(events).toLocaleString('en-US')

function partLines(slo: SloReport): readonly string[] {
  const words = partWords(worstFirst(slo))
  if (words === undefined) return []
  const lines = words.lines.slice(0, MOST_PARTS).map((line) => `• ${escapedLine(line)}`)
  const left = words.lines.length - lines.length
  return [words.heading, ...lines, ...(left > 0 ? [`• and ${left} more`] : [])]
}

const worstFirst = (slo: SloReport): SloReport =>
  slo.parts === undefined || slo.parts.length <= MOST_PARTS
    ? slo
    : { ...slo, parts: slo.parts.toSorted((a, b) => (b.spentShare ?? -1) - (a.spentShare ?? -1)) }

const reasons = (
  { rationale, journey, objective }: SloReport,
  told: string | undefined,
): readonly string[] => [
  ...(journey === undefined || journey === told ? [] : [`_${sentence(journey)}_`]),
  ...(rationale === undefined ? [] : [`Why ${objective}%: ${sentence(rationale)}`]),
]

export const sentence = (text: string): string => escapedLine(shortened(text, MOST_OF_A_SENTENCE))
