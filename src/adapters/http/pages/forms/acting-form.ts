import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { spelled } from '../../../spelling/command-text.ts'
import type { ActOutcome } from '../../../../core/kernel/act-outcome.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import { howToSignIn } from '../sign-in/sign-in-words.ts'
import { type ActingPerson, actingPerson } from './acting-person.ts'
import { withForms } from './form-body.ts'
import { isFormToken } from './form-token.ts'
import { isFromOwnPage } from './own-origin.ts'

/** The field of each form that shows that it stood on a page of this session. */
const TOKEN = 'form_token'

/** To be put into every form that changes something. */
export const formTokenField = ({ formToken }: ActingPerson): Html =>
  html`<input type="hidden" name="${TOKEN}" value="${formToken}" />`

export interface ActingForm<Fields extends z.ZodRawShape> {
  readonly address: string
  readonly fields: z.ZodObject<Fields>
  /** Carries it out in the name of a person, whose authority it looks up itself. */
  readonly act: (sent: z.infer<z.ZodObject<Fields>>, userId: string) => Promise<ActOutcome<unknown>>
  /** The path of the page that shows what was done, from the bot's own address on. */
  readonly back: (sent: z.infer<z.ZodObject<Fields>>) => string
}

/**
 * POST <address>: a form of a page that changes something. It counts only from a page of the bot's own, in a browser that a member of the
 * workspace signed in, with the token of that session. A refusal is a page that says why.
 */
export function actingForm<Fields extends z.ZodRawShape>(
  app: HttpApp,
  world: HttpWorld,
  { address, fields, act, back }: ActingForm<Fields>,
): void {
  const { pages, within } = world
  withForms(app, (scoped) => {
    scoped.post(
      address,
      { schema: { hide: true, body: z.record(z.string(), z.string()) }, config: { page: 'everybody' } },
      async (request, reply) => {
        if (!isFromOwnPage(request, pages()))
          return refuse(request, reply, 403, 'This form did not stand on a page of Budgeteer.', world)
        const person = await actingPerson(request, world)
        if (person === undefined)
          return sendPage(reply.code(401), viewOf(request, world), howToSignIn(pages()))
        request.viewer = { name: person.name, isSignedIn: true }
        if (!isFormToken(request.body[TOKEN] ?? '', person.sessionToken))
          return refuse(request, reply, 403, 'This form is of another session: open the page again.', world)
        const read = fields.safeParse(request.body)
        if (!read.success)
          return refuse(
            request,
            reply,
            400,
            `This form cannot be read: ${z.prettifyError(read.error)}.`,
            world,
          )
        const outcome = await within(act(read.data, person.userId))
        const path = back(read.data)
        if (outcome.kind === 'refused')
          return refuse(request, reply, 409, spelled(outcome.message), world, path)
        return reply.redirect(viewOf(request, world).at(path), 303)
      },
    )
  })
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: 400 | 403 | 409,
  why: string,
  world: HttpWorld,
  path?: string,
): FastifyReply {
  const view = viewOf(request, world)
  return sendPage(reply.code(status), view, {
    title: 'Nothing was changed',
    isStill: true,
    main: html`<p role="alert">${why}</p>
      ${path === undefined ? '' : html`<p><a href="${view.at(path)}">Back</a></p>`}`,
  })
}
