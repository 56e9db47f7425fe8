import type { Messenger } from './delivery.ts'
import type { Address, OwedMessage } from './owed-message.ts'

/** Hands each message to the messenger for its kind of address. A kind without a messenger fails for good. */
export function postOffice(messengers: Partial<Record<Address['kind'], Messenger>>): Messenger {
  const of = ({ address }: OwedMessage): Messenger => messengers[address.kind] ?? noMessenger(address.kind)
  return {
    queueOf: (message) => of(message).queueOf(message),
    post: (message, rendered, inThreadOf) => of(message).post(message, rendered, inThreadOf),
    update: (message, rendered, posted) => of(message).update(message, rendered, posted),
    find: (message, inThreadOf) => of(message).find(message, inThreadOf),
  }
}

function noMessenger(kind: Address['kind']): Messenger {
  const refusal = { kind: 'final', error: `no ${kind} is configured` } as const
  return {
    queueOf: () => `nobody/${kind}`,
    post: () => Promise.resolve(refusal),
    update: () => Promise.resolve(refusal),
    find: () => Promise.resolve({ kind: 'absent' }),
  }
}
