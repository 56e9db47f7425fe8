import { type Address, type Outbox, outboxOn, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import type { Transactor } from '../kernel/transaction.ts'
import type { Catalog, CurrentCatalog } from '../policy/catalog.ts'
import { isInShadow, knowsShadow } from '../policy/enforcement.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { StatusStore } from '../policy/status.ts'

/** Port: who a subject's post was for. Undefined when that is long forgotten. */
export interface PostAddresses {
  addressOf(subject: string): Promise<Address | undefined>
}

export interface ShadowingStores {
  readonly outbox: Outbox
  readonly statuses: Pick<StatusStore, 'of'>
  readonly deliveries: PostAddresses
}

/**
 * Transactions whose messages know of shadow: what is posted about a service in shadow goes to the channel of shadow, and
 * calls nobody. What follows a post goes where the post is, whatever has been enforced since.
 */
export const shadowing =
  <Stores extends ShadowingStores>(
    store: Transactor<Stores>,
    catalog: CurrentCatalog,
  ): Transactor<Stores>['transaction'] =>
  (work) =>
    store.transaction((stores) => {
      return work({ ...stores, outbox: shadowOutbox(stores, catalog()) })
    })

function shadowOutbox(stores: ShadowingStores, catalog: Catalog): Outbox {
  const isSpokenOf = knowsShadow(catalog)
  const postedNow = new Map<string, Address>()
  const addressOf = async (subject: string): Promise<Address | undefined> =>
    postedNow.get(subject) ?? (await stores.deliveries.addressOf(subject))

  const placed = async (message: OwedMessage): Promise<OwedMessage | null> => {
    const { act, subject, address } = message
    const followed = act !== 'post' ? subject : address.kind === 'channel' ? address.thread : undefined
    const of = followed === undefined ? undefined : await addressOf(followed)
    // Also once nothing is in shadow any more: the post still stands in its channel.
    if (address.kind === 'channel' && of?.kind === 'channel' && (isSpokenOf || of.purpose === 'shadow'))
      return { ...message, address: { ...address, purpose: of.purpose } }
    const service = aboutService(message.content)
    if (!isSpokenOf || act !== 'post' || service === undefined) return message
    const level = (await stores.statuses.of(service))?.level ?? UNKNOWN_LEVEL
    return isInShadow(catalog, service, level) ? inShadow(message) : message
  }

  return outboxOn(async (messages) => {
    const kept: OwedMessage[] = []
    for (const message of messages) {
      const one = await placed(message)
      if (one === null) continue
      if (one.act === 'post') postedNow.set(one.subject, one.address)
      kept.push(one)
    }
    await stores.outbox.owe(kept)
  })
}

/** The answer to somebody's own act, which is no call. */
const OWN: ReadonlySet<string> = new Set(['request-notice', 'planned-deployment'])

/** What machines hear of a service in shadow: that it is, and no longer is. */
const SAID_TO_MACHINES: ReadonlySet<unknown> = new Set(['shadow_began', 'shadow_ended'])

function inShadow(message: OwedMessage): OwedMessage | null {
  const { address, content } = message
  switch (address.kind) {
    case 'channel':
      return { ...message, address: { kind: 'channel', purpose: 'shadow' } }
    case 'team':
    case 'mail':
      return null
    case 'person':
      return OWN.has(content.kind) ? message : null
    // What is paged has asked before; what follows it ends what was begun.
    case 'pager':
    case 'anchor-file':
      return message
    case 'webhook':
      return 'type' in content && SAID_TO_MACHINES.has(content.type) ? message : null
  }
}

/** Undefined for what is about many services, or none: that is placed by who makes it. */
function aboutService(content: OwedMessage['content']): string | undefined {
  if ('request' in content) return serviceIn(content.request)
  return content.kind.startsWith('shadow-') ? undefined : serviceIn(content)
}

const serviceIn = (facts: unknown): string | undefined =>
  typeof facts === 'object' && facts !== null && 'service' in facts && typeof facts.service === 'string'
    ? facts.service
    : undefined
