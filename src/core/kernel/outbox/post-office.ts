import type { Messenger } from './delivery.ts'
import type { Address, OwedMessage } from './owed-message.ts'

/** A messenger that says whom it reaches. */
export interface Outlet extends Messenger {
  serves(address: Address): boolean
}

/** Hands each message to the first outlet that serves its address. An address without an outlet fails for good. */
export function postOffice(outlets: readonly Outlet[]): Messenger {
  const of = ({ address }: OwedMessage): Messenger =>
    outlets.find((outlet) => outlet.serves(address)) ?? noMessenger(address.kind)
  return {
    queueOf: (message) => of(message).queueOf(message),
    receiverOf: (message) => of(message).receiverOf?.(message) ?? of(message).queueOf(message),
    post: (message, rendered, inThreadOf) => of(message).post(message, rendered, inThreadOf),
    update: (message, rendered, posted) => of(message).update(message, rendered, posted),
    find: (message, inThreadOf) => of(message).find(message, inThreadOf),
    removeTwins: (message, kept, inThreadOf) => of(message).removeTwins(message, kept, inThreadOf),
  }
}

function noMessenger(kind: Address['kind']): Messenger {
  const refusal = { kind: 'final', error: `no ${kind} is configured` } as const
  return {
    queueOf: () => `nobody/${kind}`,
    post: () => Promise.resolve(refusal),
    update: () => Promise.resolve(refusal),
    find: () => Promise.resolve({ kind: 'absent' }),
    removeTwins: () => Promise.resolve(0),
  }
}
