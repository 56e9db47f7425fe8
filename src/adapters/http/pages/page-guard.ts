import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpApp, HttpWorld } from '../http-app.ts'
import type { PageContent } from './page-content.ts'
import { ANYBODY, viewerOf } from './page-access.ts'
import { type PageView, pageView, type Viewer } from './page-view.ts'
import { rendered, sendRendered } from './rendered-page.ts'
import { howToSignIn } from './sign-in/sign-in-words.ts'
import { wantedCookie } from './sign-in/wanted-page.ts'

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

/** Lets nobody look at a page for members who may not. They get a page that says how to get in, and nothing of the data. */
export function guardPages(app: HttpApp, world: HttpWorld): void {
  const { pages, within, useCases } = world
  app.decorateRequest('viewer')
  app.addHook('onRequest', (request, reply, next) => {
    const { page } = request.routeOptions.config
    if (page !== undefined) request.viewer = ANYBODY
    if (page !== 'members') {
      next()
      return
    }
    within(viewerOf(request.raw, pages(), useCases.signIn)).then((viewer) => {
      if (viewer !== undefined) {
        request.viewer = viewer
        next()
        return
      }
      reply.header('www-authenticate', 'Session realm="budgeteer"')
      const wanted = wantedCookie(request, pages())
      if (wanted !== undefined) reply.header('set-cookie', wanted)
      sendPage(reply.code(401), viewOf(request, world), howToSignIn(pages()))
    }, next)
  })
}

/** What the page of this call is made for. */
export const viewOf = (request: FastifyRequest, { pages, clock }: HttpWorld): PageView =>
  pageView(request.viewer, clock.now(), pages())

/** Answers with a page. */
export const sendPage = (reply: FastifyReply, view: PageView, content: PageContent): FastifyReply =>
  sendRendered(reply, rendered(content, view))
