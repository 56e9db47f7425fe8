import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { layout } from './layout.ts'
import type { PageContent } from './page-content.ts'
import { pageHeaders } from './page-headers.ts'
import type { PageView } from './page-view.ts'

/** A page as it is sent. */
export interface RenderedPage {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
  /** The same for the same bytes. */
  readonly etag: string
}

export function rendered(content: PageContent, view: PageView): RenderedPage {
  const body = Buffer.from(layout(content, view))
  return { body, headers: pageHeaders(content.style), etag: `"${hash('sha1', body, 'base64url')}"` }
}

/** What was rendered last of each content: where everybody is shown the same, it is rendered once. */
const last = new WeakMap<PageContent, { readonly frame: string; readonly page: RenderedPage }>()

/** The content, which may have been made for somebody else, in the frame of who looks now. */
export function renderedFor(content: PageContent, view: PageView): RenderedPage {
  const frame = JSON.stringify([view.viewer, view.at('')])
  const known = last.get(content)
  if (known?.frame === frame) return known.page
  const page = rendered(content, view)
  last.set(content, { frame, page })
  return page
}

/** Sends it, or says that the browser has the same one on the screen already. */
export function sendRendered(reply: FastifyReply, { body, headers, etag }: RenderedPage): FastifyReply {
  reply.headers(headers)
  if (reply.statusCode !== 200) return reply.send(body)
  reply.header('etag', etag)
  return reply.request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(body)
}
