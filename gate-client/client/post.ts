import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { nodeHttp, nodeHttps, nodeTls } from './node-modules.ts'

export interface Call {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly proxy: URL | null
  /** PEM of the authorities to trust instead of Node's own. */
  readonly ca: string | undefined
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly retryAfter: string | undefined
  readonly text: string
}

/** No answer of the bot is longer. */
const MOST_BYTES = 1_000_000

/** Sends the body and takes the answer, without following it elsewhere. Rejects when the server cannot be reached. */
export async function post(call: Call): Promise<Answer> {
  const { url, proxy, body, headers, signal } = call
  const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const options: RequestOptions = { method: 'POST', headers: sent, signal }
  if (url.protocol === 'https:') {
    const socket = proxy === null ? undefined : await tunnel(url, proxy, call)
    const { request } = nodeHttps()
    const { hostname: servername } = url
    return await exchange(
      request(url, {
        ...options,
        ...(call.ca !== undefined && { ca: call.ca }),
        // Node asks an agent for the connection where there is one.
        ...(socket === undefined
          ? { agent: false }
          : { createConnection: tlsOver(socket, servername, call.ca) }),
      }),
      body,
    )
  }
  if (proxy === null) return await exchange(nodeHttp().request(url, { ...options, agent: false }), body)
  const through = requestFor(proxy)
  return await exchange(
    through(proxy, {
      ...options,
      agent: false,
      ...(call.ca !== undefined && { ca: call.ca }),
      path: url.href,
      headers: { ...sent, host: url.host, ...proxyAuthorization(proxy) },
    }),
    body,
  )
}

const requestFor = ({ protocol }: URL) => (protocol === 'https:' ? nodeHttps().request : nodeHttp().request)

function tlsOver(socket: Socket, servername: string, ca: string | undefined) {
  const { connect } = nodeTls()
  return () => connect({ socket, servername, ...(ca !== undefined && { ca }) })
}

/** A connection to the host of the address, made by the proxy. */
async function tunnel(url: URL, proxy: URL, { ca, signal }: Call): Promise<Socket> {
  const request = requestFor(proxy)
  const target = `${url.hostname}:${url.port || '443'}`
  return await new Promise((resolve, reject) => {
    request(proxy, {
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
      agent: false,
      signal,
      ...(ca !== undefined && { ca }),
    })
      .once('connect', (answer, socket) => {
        if (answer.statusCode === 200) resolve(socket)
        else {
          socket.destroy()
          reject(
            new Error(`the proxy answered ${answer.statusCode ?? 0} ${answer.statusMessage ?? ''}`.trim()),
          )
        }
      })
      .once('response', (answer) => {
        answer.destroy()
        reject(new Error(`the proxy answered ${answer.statusCode ?? 0} ${answer.statusMessage ?? ''}`.trim()))
      })
      .once('error', reject)
      .end()
  })
}

const proxyAuthorization = ({ username, password }: URL): Record<string, string> =>
  username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(
          `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
        ).toString('base64')}`,
      }

const exchange = (request: ClientRequest, body: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request
      .once('response', (answer) => {
        takeText(answer).then((text) => {
          const { statusCode = 0, statusMessage = '', headers } = answer
          resolve({ status: statusCode, statusText: statusMessage, retryAfter: headers['retry-after'], text })
        }, reject)
      })
      .once('error', reject)
      .end(body)
  })

async function takeText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new Error('the answer is longer than any of Budgeteer')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
