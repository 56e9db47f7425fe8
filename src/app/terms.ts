import type { Logger } from 'pino'
import type { Metrics } from '../adapters/http/metrics.ts'
import type { Store } from '../adapters/store/store.ts'
import type { DeliveryLoop } from '../core/kernel/outbox/deliver.ts'
import type { DeliveryStore } from '../core/kernel/outbox/delivery.ts'
import type { PollWorld } from '../core/poll/poll.ts'
import type { LeaseKeeper } from '../core/replicas/lease-keeper.ts'
import { type ChoreOutcome, Chores } from './chores.ts'
import type { Discovery } from './discovery.ts'
import type { Term } from './duties.ts'
import { fencedDeliveries, fencedStore } from './fenced-store.ts'
import type { polling } from './polling.ts'
import { schedule, type ScheduleParts } from './schedule.ts'

export interface TermParts extends Pick<ScheduleParts, 'poll' | 'retention'> {
  readonly world: ScheduleParts['world'] & Omit<PollWorld, 'store'> & { readonly store: Store }
  readonly lease: Pick<LeaseKeeper, 'term'>
  readonly found: Discovery
  readonly watching: ReturnType<typeof polling>
  readonly senderOn: (store: DeliveryStore) => DeliveryLoop
  /** New figures are there, or could not be had. */
  readonly onPolled: () => void
  readonly metrics: Metrics
  readonly logger: Pick<Logger, 'info' | 'error'>
}

/** Builds what is done once among replicas, so that nothing of it is committed or sent when the term is over. */
export function termsOf(parts: TermParts): (term: string) => Term {
  const { world, lease, found, watching, senderOn, metrics, logger } = parts
  return (term) => {
    const store = fencedStore(world.store, term)
    const goesOn = (): boolean => lease.term === term
    const ofTerm = { ...world, store }
    const onOutcome = ({ name, tookMs, error }: ChoreOutcome): void => {
      if (!goesOn()) {
        logger.info({ chore: name, err: error }, 'the lease was lost while this was done')
        return
      }
      if (name === 'poll') {
        parts.onPolled()
        void chores.runNow('flags')
        metrics.recordPoll(tookMs, error === undefined ? 'good' : 'failed')
      }
      if (error !== undefined) logger.error({ err: error, chore: name }, 'a chore failed')
    }
    const poll = watching.choreIn({
      ...ofTerm,
      beforeFirstPoll: (signal) => found.beforeFirstPoll(store, signal),
      afterTransitions: () => chores.runNow('actions'),
      afterPoll: () => store.transaction(({ signals }) => signals.send(['polled'])),
    })
    const due = schedule({
      ...parts,
      world: ofTerm,
      isCurrent: () => watching.readiness().ok,
      readings: () => watching.last()?.readings ?? [],
    })
    const chores: Chores = new Chores([poll, ...found.choresOn(store), ...due], world.clock, onOutcome)
    return { chores, sender: senderOn(fencedDeliveries(store, goesOn)) }
  }
}
