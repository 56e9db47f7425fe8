import type { KnownBlock } from '@slack/types'

import { percentText } from '../../../core/budgets/percent.ts'
import { youngMark } from '../../../core/budgets/young.ts'
import type {
  AlertReport,
  FreezeReport,
  ServiceReport,
  SloReport,
  StatusReport,
} from '../../../core/status/status-report.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { burnText, burnWords } from './burn-words.ts'
import { fitsMessage, withinMessageLimits } from './limits.ts'
import { pagedList } from './paged-list.ts'
import { context, divider, section } from './parts.ts'
import { sentence, sloBlocks } from './slo-blocks.ts'
import { alertWords, changeTitleIn } from '../../../core/status/slo-words.ts'

/** What is shown of a service beside its report. */
export interface StatusDetails {
  /** Ratios that a shown percentage must not cross. */
  readonly boundaries: readonly number[]
  /** What may be deployed now, one line each, in mrkdwn; empty where it was not asked. */
  readonly allows: readonly string[]
}

/** Above this many services each one gets a single line. */
export const MOST_DETAILED = 8

/** `/budget status`: every service's level, budget and burn, and what it allows now. */
export function statusAnswer(
  report: StatusReport,
  details: ReadonlyMap<string, StatusDetails>,
  page = 1,
): Answer {
  if (report.services.length === 0) {
    return { text: 'No service is configured.', blocks: [section('No service is configured.')] }
  }
  const of = (service: ServiceReport): StatusDetails =>
    details.get(service.service) ?? { boundaries: [0], allows: [] }
  const note = `As of ${slackTime(report.at)} · \`/budget status &lt;service&gt;\` for one service`
  const blocks: KnownBlock[] = report.services.flatMap((service, index) => [
    ...(index === 0 ? [] : [divider]),
    ...serviceBlocks(service, of(service), report.services.length === 1),
  ])
  const isOne = report.services.length === 1
  if (isOne || (report.services.length <= MOST_DETAILED && fitsMessage([...blocks, context(note)]))) {
    const text = report.services.map((service) => headline(service, of(service), plain)).join('; ')
    return { text, blocks: withinMessageLimits(blocks, [context(note)], 'the status page has them') }
  }
  return pagedList({
    heading: `*${report.services.length} services*, the worst first`,
    summary: levelCounts(report.services),
    lines: report.services.map((service) => shortLine(service, of(service))),
    page,
    command: '/budget status',
    note,
  })
}

/** `120 services: 3 EMERGENCY, 17 WARNING, 100 HEALTHY`, in the order of the list. */
function levelCounts(services: readonly ServiceReport[]): string {
  const counts = [...Map.groupBy(services, ({ level }) => level)].map(
    ([level, own]) => `${own.length} ${level}`,
  )
  return `${services.length} services: ${counts.join(', ')}`
}

const bold = (text: string): string => `*${text}*`
const plain = (text: string): string => text

function headline(
  { title, level, emoji, remainingRatio, young, enforcement }: ServiceReport,
  { boundaries }: StatusDetails,
  mark: (text: string) => string,
): string {
  const left =
    remainingRatio === null
      ? 'no budget known yet'
      : `${mark(percentText(remainingRatio, boundaries))} of the error budget left${youngMark(young)}`
  return `${emoji} ${mark(escapedLine(title))}: ${mark(level)}${enforcement === 'shadow' ? ' 👻 in shadow' : ''}, ${left}`
}

function shortLine(service: ServiceReport, details: StatusDetails): string {
  const stale = service.stale ? ' · :warning: stale' : ''
  const burning = service.alerts.length > 0 ? ' · :fire: burning' : ''
  const frozen = service.freezes.some(({ inForce, kind }) => inForce && kind !== 'hours')
  return headline(service, details, bold) + (frozen ? ' · :ice_cube: frozen' : '') + burning + stale
}

/** The level and budget of a service, and what is frozen beside the level, without its SLOs. */
export function serviceNow(service: ServiceReport, boundaries: readonly number[]): KnownBlock[] {
  const details = { boundaries, allows: [] }
  return [
    section(
      [
        headline(service, details, bold),
        ...service.freezes.map((freeze) => freezeLine(freeze, service)),
      ].join('\n'),
    ),
  ]
}

function serviceBlocks(service: ServiceReport, details: StatusDetails, isAlone: boolean): KnownBlock[] {
  const deciding = service.slos.find(({ slo }) => slo === service.slo)
  const lines = [
    headline(service, details, bold),
    ...(isAlone && service.journey !== undefined ? [`_${sentence(service.journey)}_`] : []),
    [
      escapedLine(service.levelTitle),
      service.since === null ? '' : `since ${slackTime(service.since)}`,
      deciding === undefined || deciding.outlook !== undefined ? '' : forecastText(deciding),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    ...(deciding === undefined ? [] : burnLines(deciding)),
    ...(deciding?.outlook === undefined ? [] : [`Forecast: ${deciding.outlook.words}`]),
  ]
  const marks = markLines(service)
  const notes = [
    ...service.alerts.map((alert) => alertLine(alert, service)),
    ...service.freezes.map((freeze) => freezeLine(freeze, service)),
  ]
  return [
    ...sloBlocks(lines, service, details.boundaries, isAlone),
    ...(notes.length === 0 ? [] : [section(notes.join('\n'))]),
    ...(details.allows.length === 0 ? [] : [section(details.allows.join('\n'))]),
    ...(marks.length === 0 ? [] : [context(marks.join('\n'))]),
  ]
}

/** A burn alert that goes on, on one line. */
function alertLine(alert: AlertReport, service: ServiceReport): string {
  const { severity, since } = alert
  const mark = severity === 'page' ? ':fire:' : ':candle:'
  return `${mark} *Burn alert* (${severity}) since ${slackTime(since)}: ${escapedLine(alertWords(alert, service))}`
}

/** A freeze, an incident or hours beside the level, on one line. */
function freezeLine(
  { kind, id, reason, since, until, changes, inForce }: FreezeReport,
  service: ServiceReport,
): string {
  const what =
    changes === null
      ? ''
      : ` of ${changes.map((change) => escapedLine(changeTitleIn(service, change))).join(', ')}`
  const end = until === null ? '' : ` until ${slackTime(until)}`
  const text = escapedLine(reason)
  switch (kind) {
    case 'declared':
      return `:ice_cube: *Frozen*${end === '' ? ' until it is lifted' : end}: ${text}`
    case 'window': {
      const name = escapedLine(id)
      return inForce
        ? `:ice_cube: *Frozen*${what}${end} (${name}): ${text}`
        : `:calendar: Freeze${what} from ${slackTime(since ?? '')}${end} (${name}): ${text}`
    }
    case 'correctness':
      return `:rotating_light: *Correctness incident*: ${text}. All but the fix is blocked until \`/budget postmortem\`.`
    case 'hours':
      return `:clock3: It is ${text} of ${escapedLine(id)}${until === null ? '' : `; they begin ${slackTime(until)}`}.`
  }
}

const forecastText = ({ forecast, exhaustsInSeconds }: SloReport): string =>
  exhaustsInSeconds === 0 ? bold(forecast) : forecast

function burnLines({ burnRates }: SloReport): readonly string[] {
  if (burnRates === null) return []
  const day = burnRates['1d']
  const others = (['5m', '1h', '6h', '3d'] as const).map(
    (lookback) => `${lookback} ${burnText(burnRates[lookback])}`,
  )
  const words =
    day === null ? 'not known over the last day' : `${burnText(day)} over the last day, ${burnWords(day)}`
  return [`Burn rate ${words} (${others.join(' · ')})`]
}

function markLines({ stale, knownAt, recovering }: ServiceReport): readonly string[] {
  const marks: string[] = []
  if (stale) {
    marks.push(
      knownAt === null
        ? ':warning: No figures so far.'
        : `:warning: Stale: the last complete figures are from ${slackTime(knownAt)}.`,
    )
  }
  if (recovering !== null) {
    marks.push(
      `:hourglass_flowing_sand: Recovering: ${recovering.level} from ${slackTime(recovering.at)} if it holds.`,
    )
  }
  return marks
}
