import type { IncomingMessage } from 'node:http'
import type { UseCases } from '../../../core/use-cases.ts'
import type { PageSettings } from './page-settings.ts'
import type { Viewer } from './page-view.ts'
import { proxyIdentity } from './proxy-identity.ts'
import { sessionToken } from './sign-in/session-cookie.ts'

/** Everybody, where nobody is asked who they are. */
export const ANYBODY: Viewer = { name: null, isSignedIn: false }

/** Who looks, where they may: everybody by choice, whom a trusted proxy names, or whose browser is signed in. */
export async function viewerOf(
  request: IncomingMessage,
  settings: PageSettings,
  signIn: Pick<UseCases['signIn'], 'session'>,
): Promise<Viewer | undefined> {
  if (settings.isPublic) return ANYBODY
  const name = proxyIdentity(request, settings.proxy)
  if (name !== undefined) return { name, isSignedIn: false }
  const token = sessionToken(request.headers.cookie)
  const session = token === undefined ? undefined : await signIn.session(token)
  return session && { name: session.name, isSignedIn: true }
}
