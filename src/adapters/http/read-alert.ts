import { createHash } from 'node:crypto'
import type { ReceivedAlert } from '../../core/incidents/alert.ts'
import { ONE_LINE, timeOf } from './shapes.ts'

/** A part of an alert that could not be read. */
export interface OddPart {
  /** JSON pointer into the alert; empty for all of it. */
  readonly pointer: string
  readonly detail: string
}

/** An alert as far as it can be read; null when nothing of it can. */
export interface ReadAlert {
  readonly alert: ReceivedAlert | null
  /** What was left out of it, or changed. */
  readonly odd: readonly OddPart[]
}

const LONGEST_FINGERPRINT = 200
/** More than is ever shown of one text. */
const LONGEST_TEXT = 10_000

/**
 * Reads one alert of a webhook and leaves out what cannot be read: one odd alert must not cost its neighbours, because
 * Alertmanager never repeats a call that was refused. `groupStatus` is that of an alert without a status.
 */
export function readAlert(sent: unknown, groupStatus: unknown): ReadAlert {
  if (!isObject(sent)) return { alert: null, odd: [{ pointer: '', detail: `${nameOf(sent)} is no alert` }] }
  const odd: OddPart[] = []
  const status = sent['status'] ?? groupStatus
  if (status !== 'firing' && status !== 'resolved')
    return { alert: null, odd: [{ pointer: '/status', detail: 'it is neither firing nor resolved' }] }
  const labels = texts(sent['labels'], '/labels', odd)
  const annotations = texts(sent['annotations'], '/annotations', odd)
  const startsAt = timeIn(sent['startsAt'])
  // The year 1 is Go's word for a time that was not given.
  if (!(startsAt > 0))
    odd.push({
      pointer: '/startsAt',
      detail: 'it says no time with a zone, so the alert counts from when it came',
    })
  const endsAt = timeIn(sent['endsAt'])
  if (Number.isNaN(endsAt) && (sent['endsAt'] ?? null) !== null)
    odd.push({ pointer: '/endsAt', detail: 'it is no time with a zone' })
  const generatorUrl = sent['generatorURL'] ?? ''
  if (typeof generatorUrl !== 'string')
    odd.push({ pointer: '/generatorURL', detail: `${nameOf(generatorUrl)} is no address` })
  return {
    alert: {
      status,
      labels,
      annotations,
      startsAt,
      endsAt,
      generatorUrl: typeof generatorUrl === 'string' ? generatorUrl : '',
      fingerprint: fingerprintOf(sent['fingerprint'], labels, odd),
    },
    odd,
  }
}

/** Names with texts. Numbers and truth values are read as they are written; what else is no text is left out. */
function texts(sent: unknown, at: string, odd: OddPart[]): Readonly<Record<string, string>> {
  if (sent === undefined || sent === null) return {}
  if (!isObject(sent)) {
    odd.push({ pointer: at, detail: `${nameOf(sent)} is no object` })
    return {}
  }
  const read = Object.entries(sent).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    if (typeof value === 'string') {
      if (value.length <= LONGEST_TEXT) return [[name, value]]
      odd.push({ pointer: pointer(at, name), detail: `it was cut to ${LONGEST_TEXT} characters` })
      return [[name, value.slice(0, LONGEST_TEXT)]]
    }
    if (typeof value === 'number' || typeof value === 'boolean') return [[name, String(value)]]
    odd.push({ pointer: pointer(at, name), detail: `${nameOf(value)} is no text` })
    return []
  })
  return Object.fromEntries(read)
}

/** Where it is missing or no name, the labels stand in: they too are the same while an alert recurs. */
function fingerprintOf(sent: unknown, labels: Readonly<Record<string, string>>, odd: OddPart[]): string {
  if (typeof sent === 'string' && sent.length <= LONGEST_FINGERPRINT && ONE_LINE.test(sent)) return sent
  odd.push({ pointer: '/fingerprint', detail: 'it is no name on one line, so the labels identify the alert' })
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}

const timeIn = (sent: unknown): number => (typeof sent === 'string' ? timeOf(sent) : Number.NaN)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nameOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : isObject(value)
        ? 'an object'
        : `a ${typeof value}`

const pointer = (at: string, name: string): string =>
  `${at}/${name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`
