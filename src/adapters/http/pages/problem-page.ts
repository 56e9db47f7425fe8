import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpWorld } from '../http-app.ts'
import type { Problem } from '../problem.ts'
import { html } from '../../../core/kernel/html.ts'
import { ANYBODY } from './page-access.ts'
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

/** For who opens an address with nothing at it, such as one that was cut off. It says the same to everybody. */
export function sendNoSuchPage(request: FastifyRequest, reply: FastifyReply, world: HttpWorld): FastifyReply {
  request.viewer = ANYBODY
  const view = viewOf(request, world)
  return sendPage(reply.code(404), view, {
    isStill: true,
    isOutside: true,
    title: 'Not Found',
    main: html`<p>
      Nothing is at this address. <a href="${view.to({ kind: 'overview' })}">All services</a>
    </p>`,
  })
}
