import type { PageLink } from '../../../core/announcements/page-of.ts'
import type { KnownBlock } from '@slack/types'

import { percentText } from '../../../core/budgets/percent.ts'
import { youngMark } from '../../../core/budgets/young.ts'
import { budgetCostLines } from '../../../core/cost/budget-cost.ts'
import type {
  AlertReport,
  FreezeReport,
  ServiceReport,
  SloReport,
} from '../../../core/status/status-report.ts'
import { ACTION } from '../action-ids.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { burnText, burnWords } from './burn-words.ts'
import { withinMessageLimits } from './limits.ts'
import { linkLines } from './links.ts'
import { linkToPage } from './page-link.ts'
import { actions, context, section } from './parts.ts'
import { sentence, sloBlocks } from './slo-blocks.ts'
import { placeButton, type StatusPlace } from './status-place.ts'
import { unbroken } from './unbroken.ts'
import { alertWords, changeTitleIn } from '../../../core/status/slo-words.ts'

/** What is shown of a service beside its report. */
export interface StatusDetails {
  /** Ratios that a shown percentage must not cross. */
  readonly boundaries: readonly number[]
  /** What may be deployed now, one line each, in mrkdwn; empty where it was not asked. */
  readonly allows: readonly string[]
  /** Its page. */
  readonly page?: PageLink | null
}

/** `/budget status` of one service: its level, budget, burn and SLOs, and what it allows now. `from`: the list it was chosen from. */
export function serviceStatus(
  at: string,
  service: ServiceReport,
  details: StatusDetails,
  from: StatusPlace | null = null,
): Answer {
  const { page = null } = details
  const back = from === null ? [] : [actions(placeButton(ACTION.statusAll, '← All services', from))]
  return {
    text: headline(service, details, plain),
    blocks: withinMessageLimits(
      serviceBlocks(service, details),
      [context(`As of ${slackTime(at)}${page === null ? '' : ` · ${linkToPage(page)}`}`), ...back],
      'the pages in the browser have them',
    ),
  }
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

function serviceBlocks(service: ServiceReport, details: StatusDetails): KnownBlock[] {
  const deciding = service.slos.find(({ slo }) => slo === service.slo)
  const lines = [
    headline(service, details, bold),
    ...(service.journey !== undefined ? [`_${sentence(service.journey)}_`] : []),
    ...linkLines(service.links),
    [
      escapedLine(service.levelTitle),
      service.since === null ? '' : `since ${slackTime(service.since)}`,
      deciding === undefined || deciding.outlook !== undefined ? '' : forecastText(deciding),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    ...(deciding === undefined ? [] : burnLines(deciding)),
    ...(deciding?.outlook === undefined ? [] : [`Forecast: ${deciding.outlook.words}`]),
    ...(service.cost === undefined ? [] : budgetCostLines(service.cost)),
  ]
  const marks = markLines(service)
  const notes = [
    ...service.alerts.map((alert) => alertLine(alert, service)),
    ...service.freezes.map((freeze) => freezeLine(freeze, service)),
  ]
  return [
    ...sloBlocks(lines, service, details.boundaries),
    ...(notes.length === 0 ? [] : [section(unbroken(notes.join('\n')))]),
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
