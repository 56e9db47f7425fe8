import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** The start of an answer whose body never ends. */
export const JSON_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{'

export interface DrippingServer {
  readonly port: number
  readonly url: string
  /** How many connections were made so far. */
  connections(): number
}

/**
 * A server that says `begin` on each connection once it has heard something (at once where `greets`), and then `drop` every
 * 20 ms until the other side hangs up: it is never idle, and never done. Ends with the test.
 */
export async function drippingServer(begin: string, drop: string, greets = false): Promise<DrippingServer> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    let drip: NodeJS.Timeout | undefined
    const start = (): void => {
      socket.write(begin)
      drip = setInterval(() => socket.write(drop), 20)
    }
    socket.on('error', () => undefined)
    socket.on('close', () => clearInterval(drip))
    if (greets) start()
    else socket.once('data', start)
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}`, connections: () => sockets.length }
}
