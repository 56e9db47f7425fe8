import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** What goes wrong with a call: nothing is taken, or all is taken and the answer is lost. */
export type Fault =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'taken-then-reset' }
  | { readonly kind: 'taken-then-silent' }

export interface Call {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A server of a vendor: `take` judges each call as the vendor would. Faults come one after the other, each for one call. */
export async function pagerServer(take: (call: Call) => Answer): Promise<{
  readonly url: string
  readonly port: number
  readonly calls: readonly Call[]
  readonly faults: Fault[]
}> {
  const [calls, faults]: [Call[], Fault[]] = [[], []]
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', headers } = request
      const call = { method, url: new URL(request.url ?? '/', 'http://pager.test'), headers, body }
      calls.push(call)
      answer(request, response, call, faults.shift())
    })
  })
  const answer = (
    request: IncomingMessage,
    response: ServerResponse,
    call: Call,
    fault: Fault | undefined,
  ): void => {
    if (fault?.kind === 'reset') return void request.socket.destroy()
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '')
      return
    }
    const { status, body } = take(call)
    if (fault?.kind === 'taken-then-reset') return void request.socket.destroy()
    if (fault?.kind === 'taken-then-silent') return
    response
      .writeHead(status, { 'content-type': typeof body === 'string' ? 'text/calendar' : 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, calls, faults }
}
