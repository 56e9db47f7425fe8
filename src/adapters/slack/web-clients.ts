import { WebClient } from '@slack/web-api'

import { boltLogger } from './bolt-logger.ts'
import type { Logger } from './logger.ts'

export const SLACK_API_URL = 'https://slack.com/api/'

/**
 * Two clients of Slack's Web API. The library would retry each call for half an hour and stop its whole queue at one 429;
 * here a read is retried once, and a message never, because the outbox decides that.
 */
export interface WebClients {
  /** For calls that change nothing. */
  readonly asking: WebClient
  /** For calls that people see. */
  readonly telling: WebClient
}

/** For one try, its answer's body included. */
const USUAL_LIMITS = { askingMs: 5_000, tellingMs: 10_000 }

export function webClients(
  token: string,
  apiUrl: string,
  logger: Logger,
  { askingMs, tellingMs } = USUAL_LIMITS,
): WebClients {
  const common = {
    slackApiUrl: apiUrl,
    logger: boltLogger(logger, [token]),
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    maxRequestConcurrency: 20,
  }
  return {
    asking: new WebClient(token, {
      ...common,
      timeout: askingMs,
      retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 },
    }),
    telling: new WebClient(token, { ...common, timeout: tellingMs, retryConfig: { retries: 0 } }),
  }
}
