import type { PageMessage } from '../workspace/page-protocol.ts'
import { dayKey, dayLabel, type DatePlace } from './slack-date.ts'

const sameBreathMs = 5 * 60_000

export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly label: string }
  | {
      readonly kind: 'message'
      readonly message: PageMessage
      /** Follows one of the same author closely, so its head is left out. */
      readonly compact: boolean
    }

/** The rows of a list of messages: a separator where the day changes, and authors named once a breath. */
export function timelineRows(messages: readonly PageMessage[], place: DatePlace): readonly TimelineRow[] {
  const rows: TimelineRow[] = []
  let before: PageMessage | null = null
  let day = ''
  for (const message of messages) {
    const at = sentAt(message.ts)
    const today = dayKey(at, place)
    if (today !== day) rows.push({ kind: 'day', key: `day ${today}`, label: dayLabel(at, place) })
    const compact =
      before !== null &&
      today === day &&
      before.user === message.user &&
      before.ephemeralFor === message.ephemeralFor &&
      at.getTime() - sentAt(before.ts).getTime() < sameBreathMs
    rows.push({ kind: 'message', message, compact })
    before = message
    day = today
  }
  return rows
}

/** When a message was sent, by its timestamp (`seconds.microseconds`). */
export function sentAt(ts: string): Date {
  return new Date(Number(ts) * 1000)
}
