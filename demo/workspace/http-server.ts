import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import type { FileExchange } from './file-exchange.ts'
import { answerJson, answerText } from './http-exchange.ts'
import { refusal } from './method-answer.ts'
import { servePageFile } from './page-files.ts'
import type { PageSocket } from './page-socket.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { SocketMode } from './socket-mode.ts'
import type { WebApi } from './web-api.ts'

const LOOPBACK = '127.0.0.1'

export interface Routes {
  readonly webApi: WebApi
  readonly files: FileExchange
  readonly responseUrls: ResponseUrls
  readonly socketMode: SocketMode
  readonly pageSocket: PageSocket
}

/** Listens on loopback alone and resolves when it does. Port 0 takes any free one. */
export async function listen(port: number, routes: Routes): Promise<Server> {
  const server = createServer((request, response) => {
    handle(request, response, routes).catch((error: unknown) => {
      if (!response.headersSent)
        answerJson(response, refusal('internal_error', { detail: String(error) }), 500)
      else response.destroy()
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrade(request, socket, head, routes)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, () => resolve())
  })
  return server
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function handle(request: IncomingMessage, response: ServerResponse, routes: Routes): Promise<void> {
  if (!isLoopback(`http://${request.headers.host ?? ''}`)) {
    answerText(response, 'Only loopback names are served here.', 421)
    return
  }
  const path = pathOf(request)
  const [, method] = /^\/api\/([\w.]+)$/.exec(path) ?? []
  if (method !== undefined) await routes.webApi.handle(method, request, response)
  else if (/^\/(actions|commands)\//.test(path)) await routes.responseUrls.handle(path, request, response)
  else if (request.method === 'POST' && path.startsWith('/upload/v1/'))
    await routes.files.take(path, request, response)
  else if (request.method === 'GET' && path.startsWith('/files-pri/'))
    routes.files.give(path, request, response)
  else if (request.method === 'GET') await servePageFile(path, response)
  else answerText(response, 'not found', 404)
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, routes: Routes): void {
  const path = pathOf(request)
  const { host, origin } = request.headers
  socket.on('error', () => socket.destroy())
  // A page of another site must not act as the people here, whatever name it resolved to this machine.
  const isOurs =
    isLoopback(`http://${host ?? ''}`) && (origin === undefined || origin === `http://${host ?? ''}`)
  if (!isOurs) socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
  else if (path === '/link/') routes.socketMode.upgrade(request, socket, head)
  else if (path === '/page') routes.pageSocket.upgrade(request, socket, head)
  else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/s, '')
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}
