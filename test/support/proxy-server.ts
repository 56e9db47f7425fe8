import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ProxyServer {
  readonly url: string
  /** Host and port of everything that was asked for through it. */
  readonly seen: readonly string[]
  close(): Promise<void>
}

/** A forward proxy: takes whole addresses and CONNECT. Every host that it is asked for is this machine, whatever its name. */
export async function startProxy(): Promise<ProxyServer> {
  const seen: string[] = []
  const sockets = new Set<Duplex>()
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { host, port, pathname, search } = new URL(incoming.url ?? '')
    seen.push(host)
    const { method, headers } = incoming
    const onward = request(
      { host: '127.0.0.1', port, path: pathname + search, method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.on('connect', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const target = incoming.url ?? ''
    seen.push(target)
    const onward = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    sockets.add(onward).add(socket)
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
