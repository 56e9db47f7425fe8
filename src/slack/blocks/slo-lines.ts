import { percentText } from '../../budgets/percent.ts'
import { agreementWords, maintenanceWords, partWords, shortened } from '../../budgets/slo-words.ts'
import type { SloReport } from '../../budgets/status-report.ts'
import { escapedLine } from '../escape.ts'
import { burnText } from './burn-words.ts'

/** Longer sentences are cut: the whole of them stands in the SLO's file. */
const MOST_OF_A_SENTENCE = 220
/** A composite of more parts shows those that lost most. */
const MOST_PARTS = 8

export interface SloSetting {
  /** Ratios that a shown percentage must not cross. */
  readonly boundaries: readonly number[]
  /** One service was asked for, so that there is room for reasons. */
  readonly isAlone: boolean
  /** The service's, which is told already. */
  readonly journey: string | undefined
}

/** What is told of one SLO, in lines of mrkdwn. */
export function sloLines(slo: SloReport, setting: SloSetting): readonly string[] {
  const { boundaries, isAlone, journey } = setting
  const agreement = slo.agreement && agreementWords(slo.agreement)
  const isBroken = (slo.agreement?.remainingRatio ?? 0) < 0
  const below = [
    ...(agreement === undefined ? [] : [`${isBroken ? ':rotating_light: ' : ''}${escapedLine(agreement)}`]),
    ...partLines(slo),
    ...(isAlone ? reasons(slo, journey) : []),
  ]
  return [figureLine(slo, boundaries), ...below.map((line) => `\u2003${line}`)]
}

function figureLine(slo: SloReport, boundaries: readonly number[]): string {
  const name = `• ${escapedLine(slo.title)} · ${slo.objective}% over ${slo.window}`
  if (slo.missing !== undefined || slo.remainingRatio === null) {
    const why = slo.missingDetail ?? slo.missing ?? 'not measured yet'
    return `${name}: :grey_question: no figure (${escapedLine(why).slice(0, 200)})`
  }
  const bad = slo.good !== null && slo.total !== null ? Math.max(0, slo.total - slo.good) : null
  const marks = [
    ...(slo.burnRates === null ? [] : [`burn ${burnText(slo.burnRates['1h'])}`]),
    ...(bad === null || slo.total === null ? [] : [`${count(bad)} bad of ${count(slo.total)}`]),
    ...(slo.excludedSeconds === undefined ? [] : [`:wrench: ${maintenanceWords(slo.excludedSeconds)}`]),
    ...(slo.coverage !== null && slo.coverage < 1
      ? [`:hourglass: data covers ${percentText(slo.coverage, [0, 1])} of the window`]
      : []),
    ...(slo.warning === undefined ? [] : [`:warning: ${escapedLine(shortened(slo.warning, 120))}`]),
  ]
  return [`${name}: *${percentText(slo.remainingRatio, boundaries)}* left`, ...marks].join(' · ')
}

const count = (events: number): string => Math.round(events).toLocaleString('en-US')

function partLines(slo: SloReport): readonly string[] {
  const words = partWords(worstFirst(slo))
  if (words === undefined) return []
  const lines = words.lines.slice(0, MOST_PARTS).map((line) => `– ${escapedLine(line)}`)
  const left = words.lines.length - lines.length
  return [words.heading, ...lines, ...(left > 0 ? [`– and ${left} more`] : [])]
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
