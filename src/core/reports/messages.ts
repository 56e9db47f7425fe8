import type { PictureName } from '../kernel/picture-name.ts'
import type { Figure } from './report-document.ts'
import type { ReportKind } from './report.ts'

export type ReportAnnouncement = ReportMessage

/** A report that was due. What it says in few words; `reportKind` and `period` name the whole of it. Times are ISO 8601. */
export interface ReportMessage {
  readonly kind: 'report'
  readonly reportKind: ReportKind
  /** `2026-10`, `2026-W44`, `2026-Q3`. */
  readonly period: string
  /** `Monthly SLO report: October 2026`. */
  readonly title: string
  /** `2026-10-01 to 2026-10-31 (Europe/Berlin), 12 services`. */
  readonly about: string
  readonly dueAt: string
  /** It is told late: the bot was off, or a source did not answer. */
  readonly late: boolean
  readonly timeZone: string
  /** The figures of all services. */
  readonly headline: readonly Figure[]
  /** The worst services, the worst first. */
  readonly services: readonly ReportedService[]
  /** So many services are not among them. */
  readonly left: number
  readonly picture: PictureName | null
}

/** A service by its worst SLO. */
export interface ReportedService {
  readonly serviceTitle: string
  readonly sloTitle: string
  /** Percent, as written. */
  readonly objective: string
  /** Null where nothing was measured; `why` says why. */
  readonly remainingRatio: number | null
  readonly isMet: boolean | null
  readonly why: string | null
  /** The first sentence of what is recommended; null without a figure. */
  readonly advice: string | null
}
