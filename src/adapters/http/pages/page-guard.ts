import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../core/kernel/time/clock.ts'
import type { HttpApp } from '../http-app.ts'
import { html } from './html.ts'
import { layout, type PageContent } from './layout.ts'
import { PAGE_HEADERS } from './page-headers.ts'
import type { PageSettings } from './page-settings.ts'
import { type PageView, pageView, type Viewer } from './page-view.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who looks. Set before the handler of every route that is a page, and of no other. */
    viewer: Viewer
  }
  interface FastifyContextConfig {
    /** It is a page, for those who may look at pages or for everybody. */
    page?: 'members' | 'everybody'
  }
}

const NOBODY: Viewer = { name: null }

/** The part of the world that pages are made with. */
export interface PageWorld {
  readonly pages: () => PageSettings
  readonly clock: Clock
}

/** Lets nobody look at a page for members who may not. They get a page that says how to get in, and nothing of the data. */
export function guardPages(app: HttpApp, world: PageWorld): void {
  app.decorateRequest('viewer')
  app.addHook('onRequest', (request, reply, next) => {
    const { page } = request.routeOptions.config
    if (page === undefined) {
      next()
      return
    }
    request.viewer = NOBODY
    if (page === 'everybody' || world.pages().isPublic) next()
    else sendPage(reply.code(401), viewOf(request, world), SHUT)
  })
}

/** What the page of this call is made for. */
export const viewOf = (request: FastifyRequest, { pages, clock }: PageWorld): PageView =>
  pageView(request.viewer, clock.now(), pages())

/** Answers with a page. */
export const sendPage = (reply: FastifyReply, view: PageView, content: PageContent): FastifyReply =>
  reply.headers(PAGE_HEADERS).send(layout(content, view))

const SHUT: PageContent = {
  title: 'Sign in',
  main: html`<p>Who works here may look at these pages.</p>
    <p>Type <code>/budget page</code> in Slack: the answer has a link that signs this browser in.</p>`,
}
