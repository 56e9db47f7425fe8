import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import type { Fault } from './faults.ts'
import { answerJson } from './http-exchange.ts'
import { refusal } from './method-answer.ts'

/** Waits, breaks the connection or answers as the fault says; false when the call is to take effect all the same. */
export async function isAnsweredByFault(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (fault.delayMs !== undefined) await delay(fault.delayMs)
  if (fault.dropConnection === 'before') {
    request.socket.destroy()
    return true
  }
  if (fault.status === 429) {
    const { retryAfterSeconds: seconds = 1 } = fault
    answerJson(
      response,
      refusal('ratelimited'),
      429,
      seconds === null ? {} : { 'retry-after': String(seconds) },
    )
    return true
  }
  if (fault.body !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(fault.body)
    return true
  }
  if (fault.status !== undefined) {
    response.writeHead(fault.status, { 'content-type': 'text/html' }).end('upstream error')
    return true
  }
  if (fault.error !== undefined) {
    answerJson(response, refusal(fault.error))
    return true
  }
  return false
}
