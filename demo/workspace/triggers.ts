import { randomInt } from 'node:crypto'

import { unguessable } from './identifiers.ts'
import type { Interaction } from './interaction.ts'

const TRIGGER_LIFETIME_MS = 3_000
/** How long an expired trigger is still told from one that never was. */
const REMEMBERED_MS = 30 * 60_000

/** The ids that let an app open one view, once, within three seconds of what the person did. */
export class Triggers {
  readonly #triggers = new Map<string, { readonly interaction: Interaction; isExchanged: boolean }>()

  issue(interaction: Interaction): string {
    for (const [id, { interaction: old }] of this.#triggers) {
      if (interaction.at - old.at <= REMEMBERED_MS) break
      this.#triggers.delete(id)
    }
    const id = `${randomInt(1e12)}.${randomInt(1e10)}.${unguessable()}`
    this.#triggers.set(id, { interaction, isExchanged: false })
    return id
  }

  /** What the trigger came from, or Slack's error code. Looking does not use it up. */
  holder(id: string, now: number): Interaction | { readonly error: string } {
    const trigger = this.#triggers.get(id)
    if (trigger === undefined) return { error: 'invalid_trigger_id' }
    if (trigger.isExchanged) return { error: 'exchanged_trigger_id' }
    if (now - trigger.interaction.at > TRIGGER_LIFETIME_MS) return { error: 'expired_trigger_id' }
    return trigger.interaction
  }

  useUp(id: string): void {
    const trigger = this.#triggers.get(id)
    if (trigger !== undefined) trigger.isExchanged = true
  }
}
