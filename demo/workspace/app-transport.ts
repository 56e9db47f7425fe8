import type { JsonObject } from './json-values.ts'

export type DeliveryKind = 'slash_commands' | 'interactive' | 'events_api'

/** An app must acknowledge within three seconds. */
export const ACK_TIMEOUT_MS = 3_000

export type Delivery =
  | {
      readonly isAcknowledged: true
      /** Text, an object, or undefined when the acknowledgement was empty. */ readonly body: unknown
    }
  | { readonly isAcknowledged: false; readonly error: DeliveryError }

export type DeliveryError =
  | 'operation_timeout'
  | 'dispatch_failed'
  | 'http_client_error'
  | 'http_service_error'
  | 'invalid_command_response'

/** Which repetition of an event this is, from 1, and what was wrong before. */
export interface DeliveryRetry {
  readonly number: number
  readonly reason: string
}

/** The way to the app: Socket Mode or its request URL. */
export interface AppTransport {
  deliver(kind: DeliveryKind, payload: JsonObject, retry?: DeliveryRetry): Promise<Delivery>
}
