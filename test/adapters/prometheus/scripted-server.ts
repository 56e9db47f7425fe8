import { once } from 'node:events'
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly form: URLSearchParams
}

export type Reply = (response: ServerResponse, received: Received) => void

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
  /** The most requests that were open at one moment. */
  readonly mostAtOnce: () => number
}

/** A real HTTP server on loopback that gives the replies in turn, the last one for ever. */
export async function scriptedServer(
  replies: readonly Reply[],
  tls?: { readonly key: string; readonly cert: string },
): Promise<ScriptedServer> {
  const received: Received[] = []
  let open = 0
  let most = 0
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls)
  server.on('request', (request, response) => {
    const chunks: Buffer[] = []
    most = Math.max(most, ++open)
    response.on('close', () => (open -= 1))
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const call = { path: request.url ?? '', headers: request.headers, form }
      const reply = replies[Math.min(received.push(call), replies.length) - 1]
      reply?.(response, call)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    received,
    mostAtOnce: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A recorded answer. */
export const answers =
  (status: number, body: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }

/** Answers each member of a batch, or a query alone, with the same number. */
export const everyMemberIs = (value: string, more: object = {}): Reply => eachMemberIs(() => value, more)

/** The same with a number for each, by its PromQL. */
export const eachMemberIs =
  (valueOf: (promql: string) => string, more: object = {}): Reply =>
  (response, { form }) => {
    const query = form.get('query') ?? ''
    const members = [...query.matchAll(/label_replace\(([^]*?), "budgeteer_q", "(\d+)"/g)]
    const told = members.length === 0 ? [[query, query]] : members
    const result = told.map(([, promql = '', q]) => ({
      metric: q === undefined ? {} : { budgeteer_q: q },
      value: [1769817600, valueOf(promql)],
    }))
    answers(200, JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, ...more }))(
      response,
      { path: '', headers: {}, form },
    )
  }

export const silence: Reply = () => undefined
/** Begins an answer that is never idle and never done. */
export const drips: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"status":')
  const drip = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(drip))
}
export const hangUp: Reply = (response) => void response.destroy()

/** Promises more than it sends. */
export const breaksOff: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
  response.write('{"status":"success","data":{"resultType":"vec')
  setTimeout(() => response.destroy(), 20)
}
