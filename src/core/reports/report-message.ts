import { isoTime } from '../kernel/time/iso-time.ts'
import { missingText } from './figure-words.ts'
import type { ReportedService, ReportMessage } from './messages.ts'
import type { Report, ServiceReport } from './report.ts'
import { reportDocument } from './report-in-words.ts'

/** A message is no report: the worst stand in it, and the rest is a number. */
const MOST_SERVICES = 8

export function reportMessage(report: Report, dueAt: number, isLate: boolean): ReportMessage {
  const { title, about, headline, picture } = reportDocument(report)
  const shown = report.services.slice(0, MOST_SERVICES)
  return {
    kind: 'report',
    reportKind: report.kind,
    period: report.period.name,
    title,
    about,
    dueAt: isoTime(dueAt),
    late: isLate,
    timeZone: report.timeZone,
    headline,
    services: shown.flatMap(standingOf),
    left: report.services.length - shown.length,
    picture,
  }
}

function standingOf({ title, slos: [worst], advice }: ServiceReport): readonly ReportedService[] {
  if (worst === undefined) return []
  const { figures } = worst
  const isKnown = figures.kind === 'measured'
  return [
    {
      serviceTitle: title,
      sloTitle: worst.title,
      objective: worst.objective,
      remainingRatio: isKnown ? figures.remainingRatio : null,
      isMet: isKnown ? figures.isMet : null,
      why: isKnown ? null : missingText(figures),
      advice: advice?.sentences[0] ?? null,
    },
  ]
}
