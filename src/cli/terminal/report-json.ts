import { titleIn } from '../../core/reports/outcome-sections.ts'
import { figuresJson } from './outcomes-text.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../../core/kernel/time/iso-time.ts'
import type {
  ApprovalFigures,
  FreezeFigures,
  IncidentFigures,
  Report,
  ServiceReport,
  SloFigures,
} from '../../core/reports/report.ts'

/** A report as scripts read it: times in ISO 8601, lengths in seconds, ratios as numbers. */
export function reportJson({ kind, period, at, timeZone, service, fleet, services, outcomes }: Report) {
  const { unit, name, title, isOver } = period
  return {
    kind,
    period: { unit, name, title, from: isoTime(period.from), until: isoTime(period.until), isOver },
    at: isoTime(at),
    timeZone,
    service,
    fleet: { ...fleet, ...lengthsOf(fleet) },
    services: services.map(serviceJson),
    ...(outcomes && { outcomes: figuresJson(outcomes, titleIn(outcomes)) }),
  }
}

const serviceJson = (one: ServiceReport) => {
  const {
    service,
    title,
    level,
    slos,
    advice,
    incidents,
    ways,
    deployments,
    levels,
    actions,
    outlook,
    lost,
  } = one
  const lengths = lengthsOf(one)
  return {
    service,
    title,
    level,
    slos: slos.map(sloJson),
    advice,
    ways,
    deployments,
    ...lengths,
    incidents: {
      ...lengths.incidents,
      list: incidents.list.map((incident) => ({
        ...incident,
        startedAt: isoTime(incident.startedAt),
        endedAt: isoOrNull(incident.endedAt),
      })),
    },
    levels: levels.map(({ level: name, ms }) => ({ level: name, seconds: seconds(ms) })),
    actions: {
      done: actions.done,
      open: actions.open.map((action) => ({ ...action, dueAt: isoTime(action.dueAt) })),
    },
    outlook,
    lost,
  }
}

function sloJson({ slo, title, objective, window, figures, ownWindow, reconsider, promise }: SloFigures) {
  return {
    slo,
    title,
    objective: Number(objective),
    window,
    missing: figures.kind === 'missing' ? { reason: figures.reason, detail: figures.detail } : null,
    measured: figures.kind === 'missing' ? null : measuredJson(figures),
    ownWindow,
    reconsider,
    promise: promise && {
      agreement: Number(promise.agreement),
      remainingRatio: promise.remainingRatio,
      allowedSeconds: seconds(promise.allowedMs),
      headroomSeconds: seconds(promise.headroomMs),
    },
  }
}

const measuredJson = (figures: Exclude<SloFigures['figures'], { kind: 'missing' }>) => ({
  over: figures.over,
  good: figures.good,
  total: figures.total,
  availabilityRatio: figures.availabilityRatio,
  errorRatio: figures.errorRatio,
  remainingRatio: figures.remainingRatio,
  isMet: figures.isMet,
  actualSeconds: seconds(figures.actualMs),
  allowedSeconds: seconds(figures.allowedMs),
  differenceSeconds: seconds(figures.differenceMs),
  measuredSeconds: seconds(figures.measuredMs),
  excludedSeconds: seconds(figures.excludedMs),
  dataFrom: isoOrNull(figures.dataFrom),
  dataUntil: isoOrNull(figures.dataUntil),
  warning: figures.warning,
})

const lengthsOf = ({
  incidents,
  approvals,
  freezes,
}: {
  readonly incidents: IncidentFigures
  readonly approvals: ApprovalFigures
  readonly freezes: FreezeFigures
}) => ({
  incidents: {
    count: incidents.count,
    lastedSeconds: seconds(incidents.lastedMs),
    costRatio: incidents.costRatio,
  },
  approvals: {
    count: approvals.count,
    medianSeconds: secondsOrNull(approvals.medianMs),
    p90Seconds: secondsOrNull(approvals.p90Ms),
  },
  freezes: { count: freezes.count, seconds: seconds(freezes.ms) },
})

const seconds = (ms: number): number => ms / SECOND_MS

const secondsOrNull = (ms: number | null): number | null => (ms === null ? null : seconds(ms))
