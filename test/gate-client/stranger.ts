import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Stranger {
  readonly url: string
  close(): Promise<void>
}

/** A server that is not the bot. */
export async function stranger(listener: RequestListener): Promise<Stranger> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An address at which nobody listens. */
export async function nobody(): Promise<string> {
  const gone = await stranger(() => undefined)
  await gone.close()
  return gone.url
}
