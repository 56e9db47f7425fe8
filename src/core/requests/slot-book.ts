import type { FreezeFacts } from '../freezes/freeze-facts.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { DaySlot } from '../policy/day-slot.ts'
import type { Status } from '../policy/status.ts'
import type { Change } from './deploy-request.ts'
import type { CalendarFacts } from '../calendar/conflicts.ts'
import { dayOf } from '../calendar/day.ts'
import { isSpread, plannedOn, slotAhead, slotToday, type Wanted } from '../calendar/day-slot.ts'
import { calendarFacts, type CalendarStores } from '../calendar/calendar-world.ts'
import type { PlannedDeployment } from '../calendar/planned-deployment.ts'
import { wantedBy } from './wanted-by.ts'

/** The calendar in one transaction: a deployment that is let through takes the day before later ones are decided. */
export class SlotBook {
  readonly #catalog: Catalog
  readonly #facts: ReadonlyMap<string, CalendarFacts>
  readonly #now: number
  readonly #begun = new Map<string, PlannedDeployment>()

  constructor(catalog: Catalog, facts: ReadonlyMap<string, CalendarFacts>, now: number) {
    this.#catalog = catalog
    this.#facts = facts
    this.#now = now
  }

  /** Undefined for what the policy spreads over no days. */
  slot(wanted: Wanted, isAtGate: boolean): DaySlot | undefined {
    const facts = this.#factsFor(wanted)
    if (facts === undefined) return undefined
    return (isAtGate ? slotToday : slotAhead)(wanted, facts, this.#now)
  }

  /** Its plan of today has begun, if it stands in the calendar. */
  letThrough(wanted: Wanted): void {
    const facts = this.#factsFor(wanted)
    const plan = facts && plannedOn(wanted, facts, dayOf(this.#now, facts.timeZone))
    if (plan?.letThroughAt === null) this.#begun.set(plan.id, { ...plan, letThroughAt: this.#now })
  }

  async save(stores: Pick<CalendarStores, 'calendar'>): Promise<void> {
    for (const plan of this.#begun.values()) await stores.calendar.savePlan(plan)
  }

  #factsFor(wanted: Wanted): CalendarFacts | undefined {
    const facts = this.#facts.get(wanted.service)
    if (facts === undefined || !isSpreadUnder(this.#catalog, wanted)) return undefined
    return this.#begun.size === 0
      ? facts
      : { ...facts, plans: facts.plans.map((plan) => this.#begun.get(plan.id) ?? plan) }
  }
}

/** Asks the store only where the policy spreads one of these over days. */
export async function openSlotBook(
  stores: Pick<CalendarStores, 'calendar' | 'declaredFreezes'>,
  catalog: Catalog,
  wanted: readonly Wanted[],
  statusOf: (service: string) => Status | undefined,
  now: number,
): Promise<SlotBook> {
  const facts = new Map<string, CalendarFacts>()
  for (const one of wanted) {
    if (facts.has(one.service) || !isSpreadUnder(catalog, one)) continue
    facts.set(one.service, await calendarFacts(stores, catalog, one.service, statusOf(one.service), now))
  }
  return new SlotBook(catalog, facts, now)
}

function isSpreadUnder(catalog: Catalog, { service, change, risk }: Wanted): boolean {
  const policy = governed(catalog, service)?.policy
  return policy !== undefined && isSpread(policy, change, risk)
}

/** What bears on one request, its place in the calendar included: at the gate today's, before it the one that is planned. */
export async function withSlot(
  stores: Pick<CalendarStores, 'calendar' | 'declaredFreezes'>,
  catalog: Catalog,
  request: Change,
  status: Status | undefined,
  freezeFacts: FreezeFacts,
  now: number,
  isAtGate = false,
): Promise<FreezeFacts> {
  const wanted = wantedBy(request, catalog)
  if (wanted === undefined) return freezeFacts
  const book = await openSlotBook(stores, catalog, [wanted], () => status, now)
  return { ...freezeFacts, slot: book.slot(wanted, isAtGate) }
}
