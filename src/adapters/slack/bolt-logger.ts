import { LogLevel } from '@slack/bolt'
import type { Logger as BoltLogger } from '@slack/bolt'

import type { Logger } from './logger.ts'
import { withoutSecrets } from './redact.ts'

const MAX_LENGTH = 500

/**
 * Takes what Slack's libraries want to log. Their debug lines hold whole payloads, so they are dropped; of errors only the
 * message is kept, because error objects carry request headers.
 */
export function boltLogger(logger: Logger, secrets: readonly string[]): BoltLogger {
  const line = (parts: readonly unknown[]): string =>
    withoutSecrets(parts.map(text).join(' '), secrets).slice(0, MAX_LENGTH)
  return {
    debug: () => undefined,
    info: (...parts: readonly unknown[]) => logger.debug({ from: 'slack-sdk' }, line(parts)),
    warn: (...parts: readonly unknown[]) => logger.warn({ from: 'slack-sdk' }, line(parts)),
    // Our own code retries or answers what fails here, and logs it.
    error: (...parts: readonly unknown[]) => logger.warn({ from: 'slack-sdk' }, line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  }
}

function text(part: unknown): string {
  if (typeof part === 'string') return part
  if (part instanceof Error) return part.message
  return typeof part === 'number' || typeof part === 'boolean' ? String(part) : `[${typeof part}]`
}
