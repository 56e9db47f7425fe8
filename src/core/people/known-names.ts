import type { Clock } from '../kernel/time/clock.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/time/duration.ts'
import type { Directory } from './directory.ts'

/** What people are called, by their ids. Who is missing is not known. */
export type PeopleNames = ReadonlyMap<string, string>

/** So long a name is taken as it is. It decides nothing. */
const KEPT_MS = HOUR_MS
/** Of a page's people so many are looked up at once; the others are shown by their ids until the next time. */
const MOST_ASKED = 40
const MOST_KEPT = 10_000
const LONGEST_WAIT_MS = 2 * SECOND_MS
/** So long nobody is asked for again whose name did not come: pages go on without it, and do not wait each time. */
const LEFT_ALONE_MS = MINUTE_MS

/** Names of people for what is read and not acted upon: kept for an hour, and never waited for longer than two seconds. */
export class KnownNames {
  readonly #directory: Pick<Directory, 'identify'>
  readonly #clock: Clock
  readonly #kept = new Map<string, { readonly name: string; readonly at: number }>()
  /** When a name did not come that was asked for. */
  readonly #missing = new Map<string, number>()

  constructor(directory: Pick<Directory, 'identify'>, clock: Clock) {
    this.#directory = directory
    this.#clock = clock
  }

  async of(userIds: Iterable<string>): Promise<PeopleNames> {
    const wanted = [...new Set(userIds)]
    const now = this.#clock.now()
    const unknown = wanted.filter((id) => {
      const kept = this.#kept.get(id)
      const isOld = kept === undefined || now - kept.at >= KEPT_MS
      return isOld && now - (this.#missing.get(id) ?? -Infinity) >= LEFT_ALONE_MS
    })
    if (unknown.length > 0) await this.#ask(unknown.slice(0, MOST_ASKED))
    return new Map(
      wanted.flatMap((id) => {
        const kept = this.#kept.get(id)
        return kept === undefined ? [] : [[id, kept.name]]
      }),
    )
  }

  /** Whose name it is, be it in capitals or not, as far as it has been shown lately. */
  idCalled(name: string): string | undefined {
    const wanted = name.toLowerCase()
    for (const [userId, kept] of this.#kept) if (kept.name.toLowerCase() === wanted) return userId
    return undefined
  }

  /** What is answered too late is known the next time. */
  async #ask(userIds: readonly string[]): Promise<void> {
    const askedAt = this.#clock.now()
    const over = new AbortController()
    const answered = this.#directory.identify(userIds).then((identities) => {
      for (const identity of identities.values())
        if (identity.known) this.#keep(identity.userId, identity.name)
    })
    const waited = this.#clock.sleep(LONGEST_WAIT_MS, over.signal).catch(() => undefined)
    await Promise.race([answered, waited])
    over.abort()
    this.#missed(userIds, askedAt)
  }

  #missed(userIds: readonly string[], askedAt: number): void {
    if (this.#missing.size >= MOST_KEPT) this.#missing.clear()
    for (const userId of userIds)
      if ((this.#kept.get(userId)?.at ?? -Infinity) < askedAt) this.#missing.set(userId, askedAt)
  }

  #keep(userId: string, name: string): void {
    if (this.#kept.size >= MOST_KEPT && !this.#kept.has(userId)) this.#kept.clear()
    this.#kept.set(userId, { name, at: this.#clock.now() })
    this.#missing.delete(userId)
  }
}
