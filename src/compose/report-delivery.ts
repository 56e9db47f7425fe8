import type { Logger } from 'pino'
import type { DeliveryEvent } from '../outbox/delivery-deps.ts'

/** An error in the log means that somebody must act; what heals itself is a warning. */
export function reportDelivery(logger: Logger, event: DeliveryEvent): void {
  switch (event.kind) {
    case 'sent':
      logger.debug({ id: event.message.id, found: event.found, tookMs: event.tookMs }, 'message sent')
      break
    case 'postponed':
      logger.warn({ id: event.message.id, error: event.error, pauseMs: event.pauseMs }, 'message postponed')
      break
    case 'failed':
      logger.error({ id: event.message.id, error: event.error }, 'message given up: somebody must look at it')
      break
    case 'trouble':
      logger.warn({ err: event.error }, 'the outbox could not be read or written; it is tried again')
      break
  }
}
