import { suggestion } from '../kernel/nearest.ts'
import type { Catalog } from '../policy/catalog.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import { LIMITS } from '../kernel/text-limits.ts'
import type { Firing } from './episodes.ts'
import type { DetectedAlert } from './record-firing.ts'

/** One alert as Alertmanager's webhook (version 4) brings it, its times read. */
export interface ReceivedAlert {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** NaN when the sender does not say. */
  readonly startsAt: number
  /** Of no meaning while it fires: Alertmanager then sends the year 1. NaN when the sender does not say. */
  readonly endsAt: number
  readonly generatorUrl: string
  readonly fingerprint: string
}

/** Which labels name what; the first that an alert has is taken. */
export interface AlertMapping {
  readonly serviceLabels: readonly string[]
  readonly sloLabels: readonly string[]
  readonly mergeGapMs: number
}

export const IGNORED_REASONS = ['no_service', 'unknown_service', 'no_time'] as const

/** An alert that makes no incident. */
export interface IgnoredAlert {
  readonly alert: string
  readonly fingerprint: string
  readonly reason: (typeof IGNORED_REASONS)[number]
  /** A sentence that says what would be right. */
  readonly detail: string
}

/** When an alert fires by its own words; `startedAt` is null where it does not say. */
export type SaidFiring = Omit<Firing, 'startedAt'> & { readonly startedAt: number | null }

export type UnderstoodAlert =
  | { readonly kind: 'understood'; readonly alert: DetectedAlert; readonly firing: SaidFiring }
  | { readonly kind: 'ignored'; readonly ignored: IgnoredAlert }

/** Clocks differ; an alert that begins further ahead than this is a mistake. */
const MAX_AHEAD_MS = 5 * MINUTE_MS
/** Before this, no monitoring was: seconds taken for milliseconds. */
const EARLIEST = Date.UTC(2000, 0, 1)

const LONGEST_SUMMARY = 500
const LONGEST_WORD = 60
const LONGEST_URL = 2_000

/** Finds the service, the SLO and the times of an alert. Texts come out on one line, as long as is shown. */
export function understoodAlert(
  received: ReceivedAlert,
  mapping: AlertMapping,
  catalog: Catalog,
  now: number,
): UnderstoodAlert {
  const { labels, annotations, fingerprint } = received
  const what = line(labels['alertname'] ?? 'Alert', LIMITS.incident) ?? 'Alert'
  const ignored = (reason: IgnoredAlert['reason'], detail: string): UnderstoodAlert => ({
    kind: 'ignored',
    ignored: { alert: what, fingerprint, reason, detail },
  })

  const named = mapping.serviceLabels.flatMap((label) => labels[label] ?? [])
  const name = named.find((one) => catalog.services.has(one)) ?? named[0]
  if (name === undefined)
    return ignored('no_service', `none of the labels ${mapping.serviceLabels.join(', ')} is set`)
  const service = catalog.services.get(name)
  if (service === undefined) {
    const shown = line(name, LONGEST_WORD) ?? ''
    const near = suggestion(shown, [...catalog.services.keys()].slice(0, 40))
    return ignored('unknown_service', `there is no service "${shown}"${near}`)
  }
  const firing = firingOf(received, now)
  if (firing === null)
    return ignored('no_time', 'startsAt is no time at which an alert can have begun to fire')

  const slos = mapping.sloLabels.flatMap((label) => labels[label] ?? [])
  return {
    kind: 'understood',
    firing,
    alert: {
      source: 'alertmanager',
      fingerprint,
      service,
      what,
      severity: line(labels['severity'], LONGEST_WORD),
      summary: line(annotations['summary'] ?? annotations['description'], LONGEST_SUMMARY),
      url: webAddress(received.generatorUrl),
      aboutSlo: slos.find((slo) => service.slos.some((known) => known.name === slo)) ?? null,
      asksFreeze: labels['freeze']?.trim().toLowerCase() === 'true',
    },
  }
}

function firingOf({ status, startsAt, endsAt }: ReceivedAlert, now: number): SaidFiring | null {
  // Before 1970 is the year 1: Go's word for a time that was not given.
  const startedAt = startsAt > 0 ? startsAt : null
  if (startedAt !== null && !(startedAt >= EARLIEST && startedAt <= now + MAX_AHEAD_MS)) return null
  if (status === 'firing') return { startedAt, endedAt: null }
  // One that is over has ended by now, whatever its sender's clock says.
  const end = endsAt >= EARLIEST ? Math.min(endsAt, now) : now
  return { startedAt, endedAt: Math.max(end, startedAt ?? end) }
}

/** On one line without control characters, cut to `most` characters; null when nothing is left. */
function line(text: string | undefined, most: number): string | null {
  const clean = (text ?? '')
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  const characters = Array.from(clean)
  if (characters.length === 0) return null
  return characters.length <= most ? clean : `${characters.slice(0, most - 1).join('')}…`
}

/** The address where no message can be broken by it; null for anything else. */
function webAddress(text: string): string | null {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.length > LONGEST_URL) return null
  return url.href.replace(/[|<>\s]/g, encodeURIComponent)
}
