import type { Clock } from '../../src/core/kernel/time/clock.ts'
import type { AppTransport } from './app-transport.ts'
import { slackId } from './identifiers.ts'
import type { JsonObject } from './json-values.ts'
import type { WorkspaceState } from './state.ts'

/** After a first failure Slack tries again at once, after a minute and after five. */
const RETRY_AFTER_MS: readonly number[] = [0, 60_000, 300_000]

/** Delivers events (not interactions), again where they are not acknowledged. */
export class Events {
  readonly #state: WorkspaceState
  readonly #transport: AppTransport
  readonly #clock: Clock
  readonly #stopping = new AbortController()

  constructor(state: WorkspaceState, transport: AppTransport, clock: Clock) {
    this.#state = state
    this.#transport = transport
    this.#clock = clock
  }

  /** True once the app has acknowledged it; false when it did not at any of the four tries. */
  async send(event: JsonObject): Promise<boolean> {
    const { team, appId, bot } = this.#state
    const payload = {
      type: 'event_callback',
      token: 'verification-token',
      team_id: team.id,
      api_app_id: appId,
      event,
      event_id: slackId('Ev'),
      event_time: Math.floor(this.#state.now() / 1_000),
      authorizations: [{ enterprise_id: null, team_id: team.id, user_id: bot.id, is_bot: true }],
    }
    const first = await this.#transport.deliver('events_api', payload)
    if (first.isAcknowledged) return true
    let reason: string = first.error
    for (const [index, waitMs] of RETRY_AFTER_MS.entries()) {
      if (waitMs > 0) await this.#clock.sleep(waitMs, this.#stopping.signal)
      const retry = {
        number: index + 1,
        reason: reason === 'operation_timeout' ? 'http_timeout' : 'http_error',
      }
      const delivery = await this.#transport.deliver('events_api', payload, retry)
      if (delivery.isAcknowledged) return true
      reason = delivery.error
    }
    return false
  }

  close(): void {
    this.#stopping.abort()
  }
}
