import type { PictureName } from '../kernel/picture-name.ts'
import type { Figure } from './report-document.ts'
import type { ReportKind } from './report.ts'

export type ReportAnnouncement = ReportMessage | ReportDetails

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

/** A reply below a posted report: a part of its services, the worst first. */
export interface ReportDetails {
  readonly kind: 'report-details'
  readonly reportKind: ReportKind
  readonly period: string
  /** One line for each service, because there are very many. */
  readonly isBrief: boolean
  readonly services: readonly ServiceDetails[]
  /** How many services stand in no part. */
  readonly left: number
}

export interface ServiceDetails {
  readonly serviceTitle: string
  /** At the end of the figures; null where none was known. */
  readonly level: string | null
  readonly emoji: string
  /** The worst first. */
  readonly slos: readonly SloDetails[]
  /** So many SLOs are not among them. */
  readonly moreSlos: number
  /** Incidents, freezes, deployments and the like; empty where there were none. */
  readonly happenings: readonly Figure[]
  readonly openActions: number
  /** Of those that are open. */
  readonly lateActions: number
  /** All that is recommended; empty without a figure. */
  readonly advice: readonly string[]
}

/** An SLO over the period. Where `why` says why nothing was measured, every figure is null. */
export interface SloDetails {
  readonly sloTitle: string
  /** Percent, as written. */
  readonly objective: string
  readonly why: string | null
  readonly isMet: boolean | null
  readonly remainingRatio: number | null
  /** `99.85%` */
  readonly availability: string | null
  /** `66.96 minutes` */
  readonly downtime: string | null
  readonly allowed: string | null
  /** What a reader must know of how it was measured. */
  readonly note: string | null
}
