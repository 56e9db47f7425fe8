import { percentText } from '../../core/budgets/percent.ts'
import { budgetCostLines } from '../../core/cost/budget-cost.ts'
import type { ServiceReport, SloReport, StatusReport } from '../../core/status/status-report.ts'
import {
  agreementWords,
  alertWords,
  maintenanceWords,
  missingWords,
  partWords,
  shortened,
  sloTitleIn,
  whyNoFigure,
} from '../../core/status/slo-words.ts'
import { youngMark } from '../../core/budgets/young.ts'
import { dateText } from '../../adapters/templates/time-text.ts'
import { burnText } from '../../adapters/slack/blocks/burn-words.ts'
import { durationInWords, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { hanging } from '../terminal/wrapped-text.ts'
import { plain } from '../terminal/plain.ts'
import { tableText } from '../terminal/table-text.ts'
import { standardOutput, type Terminal } from '../terminal/terminal.ts'

const MOST_OF_A_SENTENCE = 160

const HEADINGS = [
  'SLO',
  'OBJECTIVE',
  'WINDOW',
  'LEFT',
  'BURN 1H',
  'BURN 1D',
  'SPENT AT 1D RATE',
  'BAD OF ALL',
]

/** Every service with a table of its SLOs. `boundaries` by policy name: where a percentage must not round across. */
export function statusText(
  { at, services }: StatusReport,
  boundaries: ReadonlyMap<string, readonly number[]>,
  timeZone: string,
  terminal: Terminal = standardOutput(),
): string {
  const blocks = services.map((service) => {
    const own = boundaries.get(service.policy.name) ?? []
    const rows = service.slos.map((slo) => row(slo, own, timeZone).map(plain))
    return [
      terminal.paint(plain(heading(service, at, timeZone)), 'heading'),
      ...remarks(service, timeZone).flatMap((remark) => hanging('  ', plain(remark), terminal.columns)),
      ...tableText([HEADINGS, ...rows], { headed: true, terminal }),
    ].join('\n')
  })
  return [...blocks, `As of ${dateText(at, timeZone)}`].join('\n\n')
}

function heading(service: ServiceReport, at: string, timeZone: string): string {
  const { emoji, title, service: name, level, levelTitle, since } = service
  const from = since === null || since === at ? '' : `, since ${dateText(since, timeZone)}`
  return `${emoji} ${title} (${name}): ${level}, ${levelTitle}${from}`
}

function remarks(service: ServiceReport, timeZone: string): string[] {
  const { slo, slos, journey, stale, knownAt, recovering, alerts, enforcement } = service
  const lines: string[] = journey === undefined ? [] : [shortened(journey, MOST_OF_A_SENTENCE)]
  if (enforcement === 'shadow') lines.push('in shadow: nothing is blocked')
  if (slo !== null && slos.length > 1) lines.push(`${sloTitleIn(service, slo)} decides`)
  if (recovering !== null)
    lines.push(`recovering: ${recovering.level} from ${dateText(recovering.at, timeZone)} if it holds`)
  if (stale && knownAt !== null)
    lines.push(`stale: the last complete figures are from ${dateText(knownAt, timeZone)}`)
  for (const alert of alerts)
    lines.push(`${alert.severity} since ${dateText(alert.since, timeZone)}: ${alertWords(alert, service)}`)
  for (const { title, coverage, young } of slos)
    if (coverage !== null && coverage < 1 && young === undefined)
      lines.push(`${title}: the history covers ${percentText(coverage, [0, 1])} of the window`)
  if (service.cost !== undefined) lines.push(...budgetCostLines(service.cost))
  for (const { title, outlook } of slos) if (outlook !== undefined) lines.push(`${title}: ${outlook.words}`)
  for (const one of slos) lines.push(...detailLines(one, journey).map((line) => `${one.title}: ${line}`))
  return lines
}

/** The details of an SLO beside its figures. */
function detailLines(slo: SloReport, told: string | undefined): string[] {
  const { excludedSeconds, warning, agreement, journey, rationale, objective } = slo
  const parts = partWords(slo)
  return [
    ...(excludedSeconds === undefined ? [] : [maintenanceWords(excludedSeconds)]),
    ...(warning === undefined ? [] : [warning]),
    ...(agreement === undefined ? [] : [agreementWords(agreement)]),
    ...(parts === undefined ? [] : [parts.heading, ...parts.lines.map((line) => `– ${line}`)]),
    ...(journey === undefined || journey === told ? [] : [shortened(journey, MOST_OF_A_SENTENCE)]),
    ...(rationale === undefined ? [] : [`why ${objective}%: ${shortened(rationale, MOST_OF_A_SENTENCE)}`]),
  ]
}

function row(slo: SloReport, boundaries: readonly number[], timeZone: string): string[] {
  const { objective, window, remainingRatio, burnRates, good, total } = slo
  const frame = [slo.title, `${objective}%`, window]
  if (remainingRatio === null) {
    const why = whyNoFigure(slo, (at) => dateText(at, timeZone))
    return [...frame, '–', slo.missing === 'data_stopped' ? why : `${missingWords(slo.missing)}: ${why}`]
  }
  const counts =
    good === null || total === null ? '–' : `${count(Math.max(0, total - good))} of ${count(total)}`
  return [
    ...frame,
    percentText(remainingRatio, boundaries) + youngMark(slo.young),
    burnText(burnRates?.['1h'] ?? null),
    burnText(burnRates?.['1d'] ?? null),
    runsOut(slo),
    counts,
  ]
}

/** The forecast in the few words of a column that names its rate. */
function runsOut({ exhaustsInSeconds, young, forecast }: SloReport): string {
  if (exhaustsInSeconds === 0) return 'is spent'
  if (exhaustsInSeconds !== null) return `in ${durationInWords(exhaustsInSeconds * SECOND_MS)}`
  return young === undefined && !forecast.startsWith('no ') ? 'not' : '–'
}

const count = (events: number): string => Math.round(events).toLocaleString('en-US')
