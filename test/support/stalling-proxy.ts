import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What becomes of a connection: nothing comes back any more, or it breaks. */
type Fault = 'stall' | 'break'

export interface StallingProxy {
  readonly port: number
  /** How many connections were made through it. */
  readonly made: number
  /** From now on nothing passes in either direction, on connections that there are and that are made; none is closed. */
  stall(): void
  /** The next connection on which a client says this has the fault from then on. The server has heard it. */
  faultAt(said: string, fault: Fault): void
  /** All is well again. Connections on which something was held back are closed. */
  recover(): void
  close(): Promise<void>
}

/** Stands between a client and a server, and fails as networks do. `target` is a socket's path or a port of 127.0.0.1. */
export async function startStallingProxy(target: string | number): Promise<StallingProxy> {
  const pairs = new Set<readonly [client: Socket, server: Socket]>()
  const held = new Set<Socket>()
  let isStalled = false
  let made = 0
  let fault: { readonly said: string; readonly kind: Fault } | undefined

  const proxy = createServer((client) => {
    made += 1
    const server = typeof target === 'string' ? connect(target) : connect(target, '127.0.0.1')
    const pair = [client, server] as const
    pairs.add(pair)
    const end = (): void => {
      client.destroy()
      server.destroy()
      pairs.delete(pair)
      held.delete(client)
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    const isHeld = (): boolean => {
      if (isStalled) held.add(client)
      return held.has(client)
    }
    client.on('data', (chunk: Buffer) => {
      if (isHeld()) return
      server.write(chunk)
      if (fault === undefined || !chunk.includes(fault.said)) return
      const { kind } = fault
      fault = undefined
      // Until then the server may answer into the void.
      held.add(client)
      if (kind === 'break') server.once('data', end)
    })
    server.on('data', (chunk: Buffer) => {
      if (!isHeld()) client.write(chunk)
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')

  return {
    port: (proxy.address() as AddressInfo).port,
    get made() {
      return made
    },
    stall() {
      isStalled = true
    },
    faultAt(said, kind) {
      fault = { said, kind }
    },
    recover() {
      isStalled = false
      fault = undefined
      for (const client of held) client.destroy()
    },
    async close() {
      const closed = once(proxy, 'close')
      proxy.close()
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      await closed
    },
  }
}
