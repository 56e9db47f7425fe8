import { sharePercentText } from '../budgets/percent.ts'
import { sumsWords } from '../cost/money.ts'
import { counted } from '../kernel/counted.ts'
import { momentWords } from '../pictures/moment-words.ts'
import { wallTime } from '../kernel/time/wall-time.ts'
import {
  approvalsText,
  deploymentsText,
  freezesText,
  incidentsText,
  lengthText,
  reconsiderText,
  waysText,
} from './figure-words.ts'
import type { Report, ReportedIncident, ServiceReport } from './report.ts'
import type { Figure, ReportCell, ReportDocument, ReportPart, Tone } from './report-document.ts'

/* What several kinds of reports show alike. */

/** The head of a report, with its title before the period's. */
export function headOf(
  report: Report,
  title: string,
): Pick<ReportDocument, 'title' | 'about' | 'notes' | 'picture'> {
  const { period, at, timeZone, service, services, picture } = report
  const day = (time: number): string => wallTime(time, timeZone).date
  const what = service === null ? counted(services.length, 'service') : (services[0]?.title ?? service)
  return {
    title: `${title}: ${period.title}`,
    about: `${day(period.from)} to ${day(period.until - 1)} (${timeZone}), ${what}`,
    notes: period.isOver
      ? []
      : [`${period.title} is not over: these are the figures up to ${momentWords(at, timeZone)}.`],
    picture,
  }
}

/** What stands at the top of every report. */
export function fleetHeadline({ fleet }: Report): readonly Figure[] {
  const { slos, incidents, freezes, deployments, ways, lost } = fleet
  const unknown = slos.unknown === 0 ? '' : `, ${slos.unknown} not known`
  return [
    figure(
      'SLOs met',
      `${slos.meeting} of ${slos.meeting + slos.violating}${unknown}`,
      slos.violating > 0 ? 'bad' : slos.meeting > 0 ? 'good' : 'unknown',
    ),
    figure('Incidents', incidentsText(incidents)),
    ...(lost.length === 0 ? [] : [figure('Cost of bad service', sumsWords(lost))]),
    figure('Freezes', freezesText(freezes)),
    figure('Deployments', deploymentsText(deployments)),
    figure('Ways through a freeze', waysText(ways)),
  ]
}

/** What happened around the budget of one service. */
export function serviceHappenings(service: ServiceReport): readonly Figure[] {
  const { incidents, deployments, ways, approvals, freezes, levels, lost } = service
  return [
    figure('Incidents', incidentsText(incidents)),
    ...(lost === null ? [] : [figure('Cost of bad service', sumsWords([lost]))]),
    figure('Deployments', deploymentsText(deployments)),
    figure('Ways through a freeze', waysText(ways)),
    figure('Time to approval', approvalsText(approvals)),
    figure('Freezes', freezesText(freezes)),
    figure('Time at each level', levelsText(levels)),
  ]
}

const levelsText = (levels: ServiceReport['levels']): string =>
  levels.length === 0
    ? 'not known'
    : levels.map(({ level, emoji, ms }) => `${emoji} ${level} ${lengthText(ms)}`.trim()).join(', ')

/** One line for each incident: `2026-10-12 14:03 UTC, HighErrorRate, 45 min, 12% of budget`. */
export const incidentLine = (
  { what, startedAt, endedAt, costRatio }: ReportedIncident,
  report: Pick<Report, 'at' | 'timeZone'>,
): string => {
  const lasted = endedAt === null ? 'still going on' : lengthText(endedAt - startedAt)
  const cost = costRatio === null ? '' : `, ${sharePercentText(costRatio)} of budget`
  return `${momentWords(startedAt, report.timeZone)}, ${what}, ${lasted}${cost}`
}

/** A line for each objective that should be talked about, with its service. */
export const reconsiderLines = (services: readonly ServiceReport[]): readonly string[] =>
  services.flatMap(({ title, slos }) =>
    slos.flatMap(({ title: slo, objective, reconsider }) =>
      reconsider === null ? [] : [`${title}, ${slo}: ${reconsiderText(objective, reconsider)}`],
    ),
  )

export const figure = (label: string, value: string, tone: Tone = 'plain'): Figure => ({ label, value, tone })

export const cell = (text: string, tone: Tone = 'plain'): ReportCell => ({ text, tone })

/** Lines, or what is said where there are none. */
export const linesOr = (title: string | null, lines: readonly string[], none: string): ReportPart => ({
  kind: 'lines',
  title,
  lines: lines.length === 0 ? [none] : lines,
})
