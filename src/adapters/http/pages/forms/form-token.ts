import { createHmac, timingSafeEqual } from 'node:crypto'

const PURPOSE = 'budgeteer: a form of a page'

/**
 * What each form of a page carries: only who can read a page of this session knows it, which another site cannot. Made of the session's
 * secret, so that nothing is kept, and that ends with it.
 */
export const formToken = (sessionToken: string): string =>
  createHmac('sha256', sessionToken).update(PURPOSE).digest('base64url')

export function isFormToken(shown: string, sessionToken: string): boolean {
  const wanted = Buffer.from(formToken(sessionToken))
  const given = Buffer.from(shown)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
