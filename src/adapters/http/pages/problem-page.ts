import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpWorld } from '../http-app.ts'
import type { Problem } from '../problem.ts'
import { html } from './html.ts'
import { sendPage, viewOf } from './page-guard.ts'

/** What went wrong with a page, as a page. */
export function sendProblemPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, detail, headers = {} }: Problem,
  world: HttpWorld,
): FastifyReply {
  return sendPage(reply.code(status).headers(headers), viewOf(request, world), {
    isStill: true,
    title: STATUS_CODES[status] ?? 'Error',
    main: html`<p>${detail}</p>`,
  })
}
