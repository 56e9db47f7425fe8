import type { FastifyRequest } from 'fastify'
import type { HttpWorld } from '../../http-app.ts'
import { sessionToken } from '../sign-in/session-cookie.ts'
import { formToken } from './form-token.ts'

/** Who may press a button on a page: a person who signed in with a link from Slack, in this browser. */
export interface ActingPerson {
  readonly userId: string
  readonly name: string
  readonly sessionToken: string
  /** For the forms of the page that they look at. */
  readonly formToken: string
}

/**
 * The person of the browser's session; undefined without one. Where everybody may look, and behind a proxy that names who looks, a session
 * is asked for all the same: Slack has vouched for it.
 */
export async function actingPerson(
  request: FastifyRequest,
  { useCases, within }: HttpWorld,
): Promise<ActingPerson | undefined> {
  const token = sessionToken(request.headers.cookie)
  const session = token === undefined ? undefined : await within(useCases.signIn.session(token))
  if (token === undefined || session === undefined) return undefined
  const { userId, name } = session
  return { userId, name, sessionToken: token, formToken: formToken(token) }
}
