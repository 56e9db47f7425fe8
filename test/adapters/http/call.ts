import { once } from 'node:events'
import { connect } from 'node:net'

export interface Got {
  readonly status: number
  readonly type: string | null
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

export const AS = {
  ci: { authorization: 'Bearer ci-secret' },
  robot: { authorization: 'Bearer robot-secret' },
  reader: { authorization: 'Bearer reader-secret' },
  alertmanager: { authorization: 'Bearer alerts-secret' },
  exporter: { authorization: 'Bearer exporter-secret' },
} as const

/** One call over loopback. Text and bytes go as they are, everything else as JSON. */
export async function call(
  url: string,
  method: string,
  path: string,
  {
    body,
    headers = {},
  }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Got> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const payload = body === undefined ? null : raw ? body : JSON.stringify(body)
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(payload !== null && { 'content-type': 'application/json' }), ...headers },
    body: payload,
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  })
  const text = await response.text()
  const type = response.headers.get('content-type')
  const json: unknown = type?.includes('json') && text !== '' ? JSON.parse(text) : undefined
  return { status: response.status, type, headers: response.headers, text, json }
}

/** Sends bytes that no HTTP client would, and reads until the server hangs up. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.setTimeout(10_000, () => socket.destroy(new Error('the server neither answered nor hung up')))
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  socket.write(bytes)
  await once(socket, 'close')
  return text
}
