import { percentText } from '../budgets/percent.ts'
import { parseDuration, exactDurationInWords } from '../kernel/time/duration.ts'
import { counted } from '../kernel/counted.ts'
import { timesText } from '../budgets/times.ts'
import type { AgreementReport, AlertReport, PartReport, ServiceReport, SloReport } from './status-report.ts'

const HOUR_S = 3_600
const MINUTE_S = 60

/** Lengths of outage and maintenance: `21.6 min`, `216 min`, `36 h`; from a thousand minutes on in hours. */
export function outageText(seconds: number): string {
  const minutes = seconds / MINUTE_S
  return Math.abs(minutes) >= 1_000 ? `${rounded(seconds / HOUR_S)} h` : `${rounded(minutes)} min`
}

const rounded = (value: number): string => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return Number(value.toFixed(digits)).toLocaleString('en-US')
}

/** `without 2 h of maintenance`; whole hours as such, all else as `outageText`. */
export function maintenanceWords(excludedSeconds: number): string {
  const hours = excludedSeconds / HOUR_S
  const length = Number.isInteger(hours) ? `${hours.toLocaleString('en-US')} h` : outageText(excludedSeconds)
  return `without ${length} of maintenance`
}

/** Both budgets of an SLA beside an objective, and the room between them. */
export function agreementWords(agreement: AgreementReport): string {
  const { objective, remainingRatio, allowedSeconds, leftSeconds } = agreement
  const { objectiveAllowedSeconds, objectiveLeftSeconds, headroomSeconds } = agreement
  const room = `headroom ${outageText(headroomSeconds)}`
  if (remainingRatio === null || leftSeconds === null || objectiveLeftSeconds === null)
    return `SLA ${objective}%: ${outageText(allowedSeconds)} allowed, the objective ${outageText(objectiveAllowedSeconds)} · ${room}`
  const kept = remainingRatio < 0 ? ' is broken' : ''
  const promised = `${percentText(remainingRatio, [0])} left, ${of(leftSeconds, allowedSeconds)}`
  return `SLA ${objective}%${kept}: ${promised} · objective ${of(objectiveLeftSeconds, objectiveAllowedSeconds)} · ${room}`
}

const of = (leftSeconds: number, allowedSeconds: number): string => {
  const [left = '', leftUnit] = outageText(leftSeconds).split(' ')
  const allowed = outageText(allowedSeconds)
  return allowed.endsWith(` ${leftUnit ?? ''}`)
    ? `${left} of ${allowed}`
    : `${left} ${leftUnit ?? ''} of ${allowed}`
}

/** Without the query behind it and the source's address, which `doctor` shows. */
const withoutSource = (detail: string): string =>
  detail
    .replace(/ \(.*\)$/s, '')
    .replaceAll(/https?:\/\/\S*?(: |$)|\s?\S*:\d+$/g, '')
    .trim()

/** Why there is no figure: `no data since 04:10`, with the time as `timeText` writes it. */
export function whyNoFigure(
  { missing, missingDetail, newestAt }: SloReport,
  timeText: (at: string) => string,
): string {
  if (missing === 'data_stopped' && newestAt !== undefined) return `no data since ${timeText(newestAt)}`
  const said = withoutSource(missingDetail ?? '')
  return said !== '' ? said : missing === undefined ? 'not measured yet' : missingWords(missing)
}

const METHODS = { weighted: 'Weighted mean of', worst: 'The worst of', product: 'The product of' } as const

/** How a composite is made, and a line for each of its parts; undefined for other SLOs. */
export function partWords({
  method,
  parts,
}: SloReport): { readonly heading: string; readonly lines: readonly string[] } | undefined {
  if (method === undefined || parts === undefined) return undefined
  return {
    heading: `${METHODS[method]} ${counted(parts.length, 'part')}`,
    lines: parts.map((part) => partLine(part)),
  }
}

/** An SLO of a report as people call it. */
export const sloTitleIn = ({ slos }: Pick<ServiceReport, 'slos'>, slo: string): string =>
  slos.find((one) => one.slo === slo)?.title ?? slo

/** A change type of a report as people call it. */
export const changeTitleIn = ({ changes }: Pick<ServiceReport, 'changes'>, change: string): string =>
  changes.find((one) => one.change === change)?.title ?? change

/** How fast a burn alert's budget burns: `the budget of Latency burns 14 times as fast as it allows (over 1 hour): spent …`. */
export function alertWords(
  { slo, burnRate, lookback, forecast }: AlertReport,
  service: ServiceReport,
): string {
  const overMs = parseDuration(lookback)
  const over = overMs === undefined ? lookback : exactDurationInWords(overMs)
  return `the budget of ${sloTitleIn(service, slo)} burns ${timesText(burnRate)} times as fast as it allows (over ${over})${forecast === undefined ? '' : `: ${forecast}`}`
}

/** Why there is no figure, in words: `no data`, `source unreachable`. */
export const missingWords = (reason: string | null | undefined): string =>
  (reason ?? 'no_data').replaceAll('_', ' ')

function partLine({ service, slo, title, weight, successRatio, spentShare, missing }: PartReport): string {
  const weighs = weight === undefined || weight === 1 ? '' : `, weight ${weight}`
  const name = `${title} (${service}/${slo}${weighs})`
  if (successRatio === null)
    return missing?.endsWith('_traffic') === true
      ? `${name}: no traffic, left out`
      : `${name}: no figure (${missingWords(missing)})`
  const share = spentShare === null ? '' : `, ${percentText(spentShare, [0, 1])} of what is spent`
  return `${name}: ${successText(successRatio)}${share}`
}

/** `99.912%`; only the whole is `100%`. */
export function successText(ratio: number): string {
  const percent = Number((ratio * 100).toFixed(3))
  return percent === 100 && ratio < 1 ? 'over 99.999%' : `${percent}%`
}

/** A sentence as far as there is room for it, cut between words. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= most) return line
  const kept = line.slice(0, most)
  const atWord = kept.lastIndexOf(' ')
  return `${kept.slice(0, atWord > most / 2 ? atWord : most - 1).replace(/[\uD800-\uDBFF]$|[\s,;:.]+$/, '')}…`
}
