import type { Clock } from '../kernel/time/clock.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { People } from '../people/authority.ts'
import type { SignInStore } from './sign-in-store.ts'

/** How often the workspace is asked about somebody who looks at pages. */
const LOOK_AGAIN_MS = 5 * MINUTE_MS
/** People remembered at once; beyond it all are looked up again. */
const MAX_PEOPLE = 10_000

interface StillMembersWorld extends Pick<People, 'directory'> {
  readonly clock: Clock
  readonly store: { readonly signIns: Pick<SignInStore, 'endSessionsOf'> }
}

/**
 * Whether people with a session still count, as the workspace said last. It is asked again every five minutes while they look,
 * beside the answer to them: pages must not wait for a workspace that is away. Nobody loses a session because it does not answer;
 * who was deactivated or became a guest loses all of theirs.
 */
export class StillMembers {
  readonly #world: StillMembersWorld
  readonly #lastLook = new Map<string, number>()
  readonly #barred = new Set<string>()

  constructor(world: StillMembersWorld) {
    this.#world = world
  }

  /** The workspace has just vouched for somebody. */
  vouchedFor(userId: string): void {
    this.#barred.delete(userId)
    this.#lastLook.set(userId, this.#world.clock.now())
  }

  has(userId: string): boolean {
    const now = this.#world.clock.now()
    const ageMs = now - (this.#lastLook.get(userId) ?? -Infinity)
    if (ageMs >= LOOK_AGAIN_MS || ageMs < 0) {
      if (this.#lastLook.size >= MAX_PEOPLE) this.#lastLook.clear()
      this.#lastLook.set(userId, now)
      // What could not be ended now is ended at the next look.
      this.#look(userId).catch(() => undefined)
    }
    return !this.#barred.has(userId)
  }

  async #look(userId: string): Promise<void> {
    const identity = (await this.#world.directory.identify([userId])).get(userId)
    if (identity?.known !== true) return
    if (identity.barred === '') {
      this.#barred.delete(userId)
      return
    }
    this.#barred.add(userId)
    await this.#world.store.signIns.endSessionsOf(userId)
  }
}
