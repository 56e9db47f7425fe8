import { type Address, type OwedMessage, reply } from '../kernel/outbox/owed-message.ts'
import { figure } from './document-parts.ts'
import {
  availabilityText,
  deploymentsText,
  freezesText,
  incidentsText,
  lostText,
  measuredWords,
  minutesText,
  missingText,
  waysText,
} from './figure-words.ts'
import type { ReportDetails, ServiceDetails, SloDetails } from './messages.ts'
import type { Figure } from './report-document.ts'
import type { Report, ServiceReport, SloFigures } from './report.ts'

/** So many messages hold the details, and so many services fit one at length, or in brief. */
const MOST_MESSAGES = 6
const AT_LENGTH = 8
const IN_BRIEF = 75
/** Where not all fit at length, the worst do: in so many messages. */
const MESSAGES_AT_LENGTH = 2

const MOST_SLOS = 2

interface Posted {
  /** The subject of the report's message. */
  readonly thread: string
  readonly to: Address
  readonly at: number
  /** The report's own: where a newer report takes its place, these are out of date, too. */
  readonly topic: string
}

/** What stands below a report that is posted: its services, the worst first, several to a message. */
export function detailsReplies(report: Report, { thread, ...told }: Posted): readonly OwedMessage[] {
  const services = report.services.filter(({ slos }) => slos.length > 0)
  return parted(services).map(({ services: some, isBrief, left }, part) => {
    const content: ReportDetails = {
      kind: 'report-details',
      reportKind: report.kind,
      period: report.period.name,
      isBrief,
      services: some.map((service) => detailsOf(report, service)),
      left,
    }
    return reply({ id: `${thread}/details/${part + 1}`, thread, content, urgency: 'routine', ...told })
  })
}

interface Part {
  readonly services: readonly ServiceReport[]
  readonly isBrief: boolean
  readonly left: number
}

function parted(services: readonly ServiceReport[]): readonly Part[] {
  const areAllAtLength = services.length <= MOST_MESSAGES * AT_LENGTH
  const atLength = services.slice(0, areAllAtLength ? services.length : MESSAGES_AT_LENGTH * AT_LENGTH)
  const others = services.slice(atLength.length)
  const inBrief = others.slice(0, (MOST_MESSAGES - MESSAGES_AT_LENGTH) * IN_BRIEF)
  const parts = [
    ...chunked(atLength, AT_LENGTH).map((chunk) => ({ services: chunk, isBrief: false })),
    ...chunked(inBrief, IN_BRIEF).map((chunk) => ({ services: chunk, isBrief: true })),
  ]
  return parts.map((part, index) => ({
    ...part,
    left: index === parts.length - 1 ? others.length - inBrief.length : 0,
  }))
}

const chunked = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )

function detailsOf(report: Report, service: ServiceReport): ServiceDetails {
  const { title, level, slos, advice, actions } = service
  return {
    serviceTitle: title,
    level: level?.name ?? null,
    emoji: level?.emoji ?? '',
    slos: slos.slice(0, MOST_SLOS).map((slo) => sloDetails(report, slo)),
    moreSlos: Math.max(0, slos.length - MOST_SLOS),
    happenings: happeningsOf(service),
    openActions: actions.open.length,
    lateActions: actions.open.filter(({ isLate }) => isLate).length,
    advice: advice?.sentences ?? [],
  }
}

function sloDetails({ timeZone }: Report, { title, objective, window, figures }: SloFigures): SloDetails {
  const named = { sloTitle: title, objective }
  if (figures.kind === 'missing')
    return {
      ...named,
      why: missingText(figures),
      isMet: null,
      remainingRatio: null,
      availability: null,
      downtime: null,
      allowed: null,
      note: null,
    }
  const notes = measuredWords(figures, window, timeZone)
  return {
    ...named,
    why: null,
    isMet: figures.isMet,
    remainingRatio: figures.remainingRatio,
    availability: availabilityText(figures.availabilityRatio, objective),
    downtime: minutesText(figures.actualMs),
    allowed: minutesText(figures.allowedMs),
    note: notes.length === 0 ? null : notes.join('; '),
  }
}

/** Only what there was. */
function happeningsOf({ incidents, lost, deployments, ways, freezes }: ServiceReport): readonly Figure[] {
  const granted = ways.overrides + ways.exceptions + ways.silverBullets
  return [
    ...(incidents.count === 0 ? [] : [figure('Incidents', incidentsText(incidents))]),
    ...(lost === null ? [] : [figure('Cost of bad service', lostText(lost))]),
    ...(freezes.count === 0 ? [] : [figure('Freezes', freezesText(freezes))]),
    ...(deployments.count === 0 ? [] : [figure('Deployments', deploymentsText(deployments))]),
    ...(granted === 0 ? [] : [figure('Ways through a freeze', waysText(ways))]),
  ]
}
