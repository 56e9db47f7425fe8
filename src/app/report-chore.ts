import type { Logger } from 'pino'
import type { Metrics } from '../adapters/http/metrics.ts'
import type { ChoreOutcome } from './chores.ts'

/** Counts polls, and puts chores that failed in the log. */
export const reportChore =
  (metrics: Pick<Metrics, 'recordPoll'>, logger: Pick<Logger, 'error'>) =>
  ({ name, tookMs, error }: ChoreOutcome): void => {
    if (name === 'poll') metrics.recordPoll(tookMs, error === undefined ? 'good' : 'failed')
    if (error !== undefined) logger.error({ err: error, chore: name }, 'a chore failed')
  }
