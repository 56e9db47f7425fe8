import { ErrorCode } from '@slack/web-api'

import { HOUR_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { withoutSecrets } from './redact.ts'

/** What a failed call means for trying again. `error` is Slack's code or one sentence, free of secrets. */
export interface SlackFailure {
  readonly kind: 'passing' | 'final'
  readonly error: string
  readonly retryAfterMs: number | null
  /** Slack itself could not be reached, whatever was asked of it. */
  readonly isAway?: boolean
}

/** Slack's codes that say nothing about the call itself. Every other code is an answer, and stays the same when asked again. */
const PASSING_CODES = new Set([
  'fatal_error',
  'internal_error',
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'update_failed',
])

/** Codes of a channel that somebody can open again: by taking it out of the archive, inviting the bot, granting a scope. */
const CHANNEL_CODES = new Set([
  'channel_not_found',
  'is_archived',
  'missing_scope',
  'not_in_channel',
  'restricted_action',
])

/** What Slack asks to wait is believed up to this. */
const LONGEST_WAIT_MS = HOUR_MS

/** Codes after which no call with this token can succeed. */
const TOKEN_CODES = new Set([
  'account_inactive',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'token_expired',
  'token_revoked',
])

/**
 * A refusal by a proxy or a wrong address may pass; Slack itself refuses in its answers. Only a body that is too large is
 * final.
 */
const isPassingStatus = (status: number): boolean => status !== 413

/** Reads an error that Slack's web client threw. What never reached Slack can be retried. */
export function slackFailure(thrown: unknown): SlackFailure {
  if (!(thrown instanceof Error)) return { kind: 'passing', error: 'unknown error', retryAfterMs: null }
  const details = thrown as { code?: unknown; data?: unknown; retryAfter?: unknown; statusCode?: unknown }
  switch (details.code) {
    case ErrorCode.PlatformError:
      return platformFailure(details.data)
    case ErrorCode.RateLimitedError: {
      const seconds = typeof details.retryAfter === 'number' ? details.retryAfter : null
      return {
        kind: 'passing',
        error: 'ratelimited',
        retryAfterMs: seconds === null ? null : Math.min(seconds * SECOND_MS, LONGEST_WAIT_MS),
      }
    }
    case ErrorCode.HTTPError: {
      const status = typeof details.statusCode === 'number' ? details.statusCode : 0
      return {
        kind: isPassingStatus(status) ? 'passing' : 'final',
        error: `HTTP ${status}`,
        retryAfterMs: null,
        ...(status >= 500 && { isAway: true }),
      }
    }
    case ErrorCode.RequestError:
      return { ...networkFailure(thrown), isAway: true }
    default:
      // The client's own words for a 429 that does not say how long.
      return /^Retry header did not contain/.test(thrown.message)
        ? { kind: 'passing', error: 'ratelimited', retryAfterMs: null }
        : networkFailure(thrown)
  }
}

function networkFailure(thrown: Error): SlackFailure {
  return { kind: 'passing', error: withoutSecrets(sentence(thrown)).slice(0, 200), retryAfterMs: null }
}

/** The message, with the network's own word for what happened where a cause has one: ECONNREFUSED, ENOTFOUND. */
function sentence(thrown: Error): string {
  let code = ''
  for (let cause: unknown = thrown; cause instanceof Error; cause = causeOf(cause)) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z_]+$/.test(cause.code)) code = cause.code
  }
  return code === '' || thrown.message.includes(code) ? thrown.message : `${thrown.message} (${code})`
}

/** Slack's client keeps what it caught under a name of its own. */
const causeOf = (error: Error): unknown => ('original' in error ? error.original : error.cause)

function platformFailure(data: unknown): SlackFailure {
  const error = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined
  // A body that is no JSON, such as a proxy's error page, arrives as the code.
  if (typeof error !== 'string' || !/^[\w.:-]{1,80}$/.test(error)) {
    return { kind: 'passing', error: 'an answer that is not from Slack', retryAfterMs: null }
  }
  return { kind: PASSING_CODES.has(error) ? 'passing' : 'final', error, retryAfterMs: null }
}

export const isTokenRefused = (failure: SlackFailure): boolean => TOKEN_CODES.has(failure.error)

export const isChannelClosed = (failure: SlackFailure): boolean => CHANNEL_CODES.has(failure.error)

/** The thread's head was deleted. */
export const isThreadGone = (failure: SlackFailure): boolean => failure.error === 'thread_not_found'

/** Other servers answer a method that they lack in these ways; a proxy's error page would be one of 5xx. */
const LACKING = new Set([
  'not_implemented',
  'unknown_method',
  'HTTP 404',
  'HTTP 405',
  'HTTP 501',
  'an answer that is not from Slack',
])

export const isMethodLacking = (error: string): boolean => LACKING.has(error)
