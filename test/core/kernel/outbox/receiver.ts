import type { Found, Messenger, Rendered, Sent } from '../../../../src/core/kernel/outbox/delivery.ts'
import type { OwedMessage, PostedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'
import type { Clock } from '../../../../src/core/kernel/time/clock.ts'

/** What the receiver does with one call. */
export type Behaviour =
  | 'takes it'
  /** It arrives, but the answer does not. */
  | 'takes it and fails'
  | 'takes it and dies'
  | 'fails'
  | 'is away'
  /** It arrives twelve seconds later, when it was long given up. */
  | 'takes it late'
  | 'asks to wait for 0 s, and takes it'
  | 'dies'
  | 'throws'
  | 'limits the rate'
  | 'refuses'

export interface Arrival {
  readonly id: string
  readonly act: OwedMessage['act']
  readonly queue: string
  readonly thread: string | null
  readonly text: string
  readonly at: number
  readonly reference: string
}

export const RATE_LIMIT_MS = 30_000

/** A channel server in memory: takes messages, finds them again, and misbehaves as it is told. */
export class Receiver implements Messenger {
  readonly arrivals: Arrival[] = []
  readonly calls: { readonly queue: string; readonly id: string; readonly at: number }[] = []
  readonly searched: string[] = []
  /** References of twins that were deleted. */
  readonly removed: string[] = []
  mostAtOnce = 0
  /** What a search says instead of the truth. */
  search: 'answers' | 'cannot answer' = 'answers'
  readonly #posts = new Map<string, string>()
  readonly #underWay = new Map<string, number>()
  readonly #clock: Clock
  readonly #behaviour: (message: OwedMessage) => Behaviour
  #ts = 0

  constructor(clock: Clock, behaviour: (message: OwedMessage) => Behaviour = () => 'takes it') {
    this.#clock = clock
    this.#behaviour = behaviour
  }

  queueOf({ address }: OwedMessage): string {
    return address.kind === 'channel' ? address.purpose : JSON.stringify(address)
  }

  post(message: OwedMessage, rendered: Rendered, inThreadOf: PostedMessage | null): Promise<Sent> {
    return this.#call(message, rendered, inThreadOf?.reference ?? null)
  }

  update(message: OwedMessage, rendered: Rendered, posted: PostedMessage): Promise<Sent> {
    return this.#call(message, rendered, posted.reference)
  }

  find({ id }: OwedMessage): Promise<Found> {
    this.searched.push(id)
    const found = this.#posts.get(id)
    if (this.search === 'cannot answer') return Promise.resolve({ kind: 'unknown', error: 'missing_scope' })
    return Promise.resolve(found === undefined ? { kind: 'absent' } : { kind: 'found', reference: found })
  }

  removeTwins({ id }: OwedMessage, kept: string): Promise<number> {
    const twins = this.arrivals.filter((one) => one.id === id && one.reference !== kept)
    this.removed.push(...twins.map((one) => one.reference))
    for (const twin of twins) this.arrivals.splice(this.arrivals.indexOf(twin), 1)
    return Promise.resolve(twins.length)
  }

  /** Ids in the order in which they arrived. */
  ids(): string[] {
    return this.arrivals.map(({ id }) => id)
  }

  async #call(message: OwedMessage, rendered: Rendered, thread: string | null): Promise<Sent> {
    const queue = this.queueOf(message)
    this.calls.push({ queue, id: message.id, at: this.#clock.now() })
    const underWay = (this.#underWay.get(queue) ?? 0) + 1
    this.#underWay.set(queue, underWay)
    this.mostAtOnce = Math.max(this.mostAtOnce, underWay)
    try {
      await this.#clock.sleep(40)
      return await this.#answer(message, rendered, thread)
    } finally {
      this.#underWay.set(queue, (this.#underWay.get(queue) ?? 0) - 1)
    }
  }

  #answer(message: OwedMessage, rendered: Rendered, thread: string | null): Promise<Sent> {
    const behaviour = this.#behaviour(message)
    const arrive = (): Sent => {
      this.#ts += 1
      const reference = `1761220800.${String(this.#ts).padStart(6, '0')}`
      const queue = this.queueOf(message)
      const { id, act } = message
      if (act !== 'update') this.#posts.set(id, reference)
      this.arrivals.push({ id, act, queue, thread, text: rendered.text, at: this.#clock.now(), reference })
      return { kind: 'sent', reference }
    }
    const never = new Promise<Sent>(() => undefined)
    switch (behaviour) {
      case 'takes it':
        return Promise.resolve(arrive())
      case 'takes it and fails':
        arrive()
        return Promise.resolve({ kind: 'passing', error: 'socket hang up', retryAfterMs: null })
      case 'takes it and dies':
        arrive()
        return never
      case 'takes it late':
        void this.#clock.sleep(12_000).then(arrive)
        return Promise.resolve({ kind: 'passing', error: 'timed out', retryAfterMs: null })
      case 'asks to wait for 0 s, and takes it':
        arrive()
        return Promise.resolve({ kind: 'passing', error: 'ratelimited', retryAfterMs: 0 })
      case 'fails':
        return Promise.resolve({ kind: 'passing', error: 'service_unavailable', retryAfterMs: null })
      case 'is away':
        return Promise.resolve({ kind: 'passing', error: 'ECONNREFUSED', retryAfterMs: null, isAway: true })
      case 'dies':
        return never
      case 'throws':
        return Promise.reject(new Error('a bug'))
      case 'limits the rate':
        return Promise.resolve({ kind: 'passing', error: 'ratelimited', retryAfterMs: RATE_LIMIT_MS })
      case 'refuses':
        return Promise.resolve({ kind: 'final', error: 'channel_not_found' })
    }
  }
}
