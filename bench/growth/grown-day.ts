import { evenNumbers } from '../../src/core/budgets/even-numbers.ts'
import type { NewAuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { type Address, channel, type OwedMessage, post } from '../../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS } from '../../src/core/kernel/time/duration.ts'
import type { Stores } from '../../src/adapters/store/store.ts'
import type { FleetService, GrownSize } from './fleet.ts'

/** One day of the fleet, within the transaction that writes it. */
export interface GrownDay {
  readonly size: GrownSize
  readonly fleet: readonly FleetService[]
  readonly stores: Stores
  /** Counted from the first, 0. */
  readonly day: number
  readonly from: number
  readonly until: number
  /** Evenly spread numbers that this day has for itself. */
  readonly even: () => number
  /** Go into the audit log in the order of their times. */
  readonly entries: NewAuditEntry[]
  /** Are posted at once. */
  readonly messages: OwedMessage[]
}

export function dayOf(
  size: GrownSize,
  fleet: readonly FleetService[],
  stores: Stores,
  day: number,
): GrownDay {
  const until = size.until - (size.days - 1 - day) * DAY_MS
  const even = evenNumbers(size.seed * 7_919 + day)
  return { size, fleet, stores, day, from: until - DAY_MS, until, even, entries: [], messages: [] }
}

const TEXTS = {
  text: 'The error rate rose after the deployment of the morning; it was rolled back and the budget recovers.',
  link: 'https://grafana.example.com/d/slo-overview/service-levels?var-service=checkout',
}

/** Posts a message with about as many facts as most have. */
export function tell(
  { messages }: GrownDay,
  subject: string,
  at: number,
  { kind, service }: { readonly kind: string; readonly service: string },
  to: Address = channel('announcements'),
): void {
  const facts = { ...TEXTS, service, serviceTitle: service, at: new Date(at).toISOString(), timeZone: 'UTC' }
  messages.push(post({ subject, to, at, content: { kind, ...facts } }))
}

/** Puts on record what the day has brought. */
export async function finishDay({ stores, entries, messages }: GrownDay): Promise<void> {
  await stores.audit.append(entries.toSorted((a, b) => a.at - b.at))
  await stores.outbox.owe(messages)
  for (const { id, subject, owedAt } of messages)
    await stores.deliveries.finish(id, { subject, reference: `C0ENGINEERING/${owedAt / 1_000}` }, owedAt)
}
