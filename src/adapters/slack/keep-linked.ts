import type { WebClient } from '@slack/web-api'

import { OperatorError } from '../../core/kernel/operator-error.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { Account } from './account.ts'
import { ownAccount } from './account.ts'
import type { Logger } from './logger.ts'
import { isTokenRefused, slackFailure } from './slack-failure.ts'
import type { SocketLink } from './socket-link.ts'

export interface ConnectionState {
  readonly connected: boolean
  /** Since when it has been in this state, epoch milliseconds. */
  readonly since: number
  /** The newest failure, even if it has passed. */
  readonly lastError: string | null
}

export interface KeptLink {
  /** Settles after the first attempt; rejects only when Slack refused the tokens. */
  readonly firstAttempt: Promise<void>
  state(): ConnectionState
  stop(): Promise<void>
}

const FIRST_PAUSE_MS = SECOND_MS / 2
const LONGEST_PAUSE_MS = 30 * SECOND_MS
/** A connection that held so long was a good one. */
const LASTING_MS = MINUTE_MS
/** How often Slack is asked whether it still takes the bot's token: a connection that stands does not say. */
const HEARTBEAT_MS = MINUTE_MS

/** Stays in touch with Slack: by Socket Mode where there is a socket, else by asking now and then. */
export function keepLinked(parts: {
  readonly client: WebClient
  readonly socket: SocketLink | null
  readonly clock: Clock
  readonly logger: Logger
  /** Called with every answer to "who am I". */
  readonly onAccount: (account: Account) => Promise<void>
}): KeptLink {
  const { client, socket, clock, logger } = parts
  const stopping = new AbortController()
  const isStopped = (): boolean => stopping.signal.aborted
  let state: ConnectionState = { connected: false, since: clock.now(), lastError: null }
  const first = Promise.withResolvers<undefined>()

  const became = (connected: boolean, lastError: string | null): void => {
    const since = connected === state.connected ? state.since : clock.now()
    state = { connected, since, lastError: lastError ?? state.lastError }
  }

  async function connectOnce(): Promise<void> {
    await parts.onAccount(await ownAccount(client))
    const opened = await socket?.open()
    became(true, null)
    logger.info({ mode: socket === null ? 'http' : 'socket' }, 'connected to Slack')
    first.resolve(undefined)
    if (opened === undefined) await beats()
    else await heldWhile(opened.lost)
    if (!isStopped()) became(false, 'the connection to Slack was lost')
  }

  async function beats(): Promise<void> {
    while (!isStopped()) {
      await clock.sleep(HEARTBEAT_MS, stopping.signal)
      await ownAccount(client)
    }
  }

  /** A connection that stands goes on to bring what people do after the token was refused: nothing can be answered then. */
  async function heldWhile(lost: Promise<void>): Promise<void> {
    const over = new AbortController()
    const signal = AbortSignal.any([stopping.signal, over.signal])
    const watch = async (): Promise<void> => {
      for (;;) {
        await clock.sleep(HEARTBEAT_MS, signal)
        const refusal = await tokenRefusal()
        if (signal.aborted) return
        if (refusal !== null && state.connected)
          logger.error({ error: refusal }, 'Slack no longer takes the bot’s token: install the app again')
        became(refusal === null, refusal)
      }
    }
    void watch().catch(() => undefined)
    await lost
    over.abort()
  }

  async function tokenRefusal(): Promise<string | null> {
    try {
      await ownAccount(client)
      return null
    } catch (error) {
      const failure = slackFailure(error)
      return isTokenRefused(failure) ? failure.error : null
    }
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!isStopped()) {
      const startedAt = clock.now()
      try {
        await connectOnce()
      } catch (error) {
        if (isStopped()) return
        const failure = slackFailure(error)
        became(false, failure.error)
        if (isTokenRefused(failure)) first.reject(new TokenRefusedError(failure.error))
        first.resolve(undefined)
        logger.warn({ error: failure.error, failures }, 'not connected to Slack')
      }
      // Slack regularly closes connections; only one that did not last makes the next one wait.
      failures = clock.now() - startedAt >= LASTING_MS ? 0 : failures + 1
      const pauseMs = failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1))
      if (pauseMs > 0) await clock.sleep(pauseMs, stopping.signal).catch(() => undefined)
    }
  }

  const running = run()
  return {
    firstAttempt: first.promise.catch(async (error: unknown) => {
      stopping.abort()
      await running
      throw error
    }),
    state: () => state,
    stop: async () => {
      stopping.abort()
      await socket?.close()
      await running
      became(false, null)
    },
  }
}

/** Slack does not accept the bot's or the app's token. */
export class TokenRefusedError extends OperatorError {
  override readonly name = 'TokenRefusedError'

  constructor(code: string) {
    super(
      `Slack refused the token: ${code}.`,
      'Install the app again and copy its tokens, or run `budgeteer doctor`.',
    )
  }
}
