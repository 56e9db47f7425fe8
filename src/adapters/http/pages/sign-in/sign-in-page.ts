import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { withForms } from '../forms/form-body.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import { cookieFor, noCookie, sessionToken } from './session-cookie.ts'
import { howToSignIn, notSignedIn, signInForm } from './sign-in-words.ts'
import { nothingWanted, wantedPath } from './wanted-page.ts'

const TOKEN = z.string().max(200)
const OPEN = { page: 'everybody' } as const

/** GET and POST /sign-in, which a link from Slack leads to, and POST /sign-out. */
export function signInPage(app: HttpApp, world: HttpWorld): void {
  withForms(app, (scoped) => routes(scoped, world))
}

function routes(app: HttpApp, world: HttpWorld): void {
  const { useCases, within, pages } = world
  const { signIn } = useCases

  app.get(
    '/sign-in',
    { schema: { hide: true, querystring: z.object({ token: TOKEN.optional() }) }, config: OPEN },
    async (request, reply) => {
      const { token } = request.query
      const view = viewOf(request, world)
      if (token === undefined) return sendPage(reply, view, howToSignIn(pages()))
      if (await within(signIn.isValid(token))) return sendPage(reply, view, signInForm(token, view))
      return sendPage(reply.code(403), view, notSignedIn(VOID_LINK))
    },
  )

  app.post(
    '/sign-in',
    { schema: { hide: true, body: z.object({ token: TOKEN }) }, config: OPEN },
    async (request, reply) => {
      if (isFromElsewhere(request)) return refused(request, reply, 'Open the link from Slack itself.')
      const outcome = await within(signIn.signIn(request.body.token))
      if (outcome.kind === 'refused') return refused(request, reply, outcome.message)
      const wanted = wantedPath(request.headers.cookie)
      reply.header('set-cookie', cookieFor(outcome.token, pages()))
      if (wanted !== undefined) reply.header('set-cookie', nothingWanted(pages()))
      return reply.redirect(viewOf(request, world).at(wanted ?? '/'), 303)
    },
  )

  app.post('/sign-out', { schema: { hide: true }, config: OPEN }, async (request, reply) => {
    if (isFromElsewhere(request)) return refused(request, reply, 'Sign out on a page of Budgeteer itself.')
    const token = sessionToken(request.headers.cookie)
    if (token !== undefined) await within(signIn.signOut(token))
    const to = viewOf(request, world).to({ kind: 'sign-in' })
    // Pictures that the browser has kept go with the session.
    return reply.headers({ 'set-cookie': noCookie(pages()), 'clear-site-data': '"cache"' }).redirect(to, 303)
  })

  const refused = (request: FastifyRequest, reply: FastifyReply, message: string): FastifyReply =>
    sendPage(reply.code(403), viewOf(request, world), notSignedIn(message))
}

const VOID_LINK =
  'This link is used up or older than ten minutes. Type /budget page in Slack for another one.'

/** Whether the form stood on a page of another place, if only another name of the same site, which might sign somebody in as somebody else. */
const isFromElsewhere = ({ headers }: FastifyRequest): boolean =>
  ['cross-site', 'same-site'].includes(headers['sec-fetch-site'] ?? '')
