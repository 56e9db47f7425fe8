import { createHash } from 'node:crypto'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import { pageUrlOf } from '../kernel/page-path.ts'
import type { Clock } from '../kernel/time/clock.ts'
import { HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { Transactor } from '../kernel/transaction.ts'
import { actorOf, type People } from '../people/authority.ts'
import type { PageSession, SignInLink, SignInStore } from './sign-in-store.ts'
import { StillMembers } from './still-members.ts'

/** Long enough to change from Slack to the browser, short enough to be of no use where it is found later. */
export const LINK_VALID_MS = 10 * MINUTE_MS
/** A working day. */
export const SESSION_MS = 12 * HOUR_MS

/** Where the pages are, and whether anybody must sign in to look at them. */
export interface PagesAccess {
  /** Without a slash at its end; null where nothing says it. */
  readonly url: string | null
  readonly isPublic: boolean
}

/** What a session's beginning is kept in. */
interface BeginStores {
  readonly signIns: Pick<SignInStore, 'takeLink' | 'addSession'>
  readonly audit: Pick<AuditLog, 'append'>
}

export interface SignInWorld extends People {
  readonly store: { readonly signIns: SignInStore } & Transactor<BeginStores>
  readonly clock: Clock
  /** A secret that nobody guesses, fit for an address. */
  readonly newToken: () => string
  readonly pages: () => PagesAccess
}

/** Where a person gets in. */
export type LinkOutcome =
  | { readonly kind: 'link' | 'public'; readonly url: string }
  | { readonly kind: 'refused'; readonly reason: 'no_url' | 'not_a_member'; readonly message: string }

export type SignInOutcome =
  | { readonly kind: 'signed-in'; readonly token: string; readonly session: PageSession }
  | { readonly kind: 'refused'; readonly reason: 'void_link' | 'not_a_member'; readonly message: string }

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const VOID = {
  kind: 'refused',
  reason: 'void_link',
  message: 'This link is used up or older than ten minutes. Ask for another with /budget page.',
} as const

/** How browsers get to look at the pages: members of the workspace ask for a link and sign in with it. */
export function signInCommands(world: SignInWorld) {
  const { store, clock, newToken, pages } = world
  const { signIns } = store
  const members = new StillMembers(world)

  const validLink = async (token: string) => {
    const link = await signIns.link(hashOf(token))
    return link !== undefined && link.expiresAt > clock.now() ? link : undefined
  }

  /** Whether nobody else took the link meanwhile. */
  const begin = async (session: PageSession, link: SignInLink, stores: BeginStores): Promise<boolean> => {
    if (!(await stores.signIns.takeLink(link.tokenHash))) return false
    const { userId, expiresAt } = session
    await stores.signIns.addSession(session)
    const data = { until: isoTime(expiresAt) }
    await stores.audit.append([{ at: clock.now(), kind: 'page_sign_in', actor: userId, service: '*', data }])
    return true
  }

  return {
    /** The address that signs a browser in, once and for ten minutes; for full members alone. */
    async link(userId: string): Promise<LinkOutcome> {
      const { url, isPublic } = pages()
      if (url === null)
        return {
          kind: 'refused',
          reason: 'no_url',
          message:
            'I do not know where people reach me in a browser: pages.url in budgeteer.yaml would say it.',
        }
      if (isPublic) return { kind: 'public', url: pageUrlOf(url, { kind: 'overview' }) }
      const { doubt } = await actorOf(world, userId)
      if (doubt !== null) return { kind: 'refused', reason: 'not_a_member', message: doubt }
      const token = newToken()
      await signIns.addLink({ tokenHash: hashOf(token), userId, expiresAt: clock.now() + LINK_VALID_MS })
      return { kind: 'link', url: `${pageUrlOf(url, { kind: 'sign-in' })}?token=${token}` }
    },

    /** Whether a link would sign in now. It stays good: previews of links ask this, too. */
    isValid: async (token: string): Promise<boolean> => (await validLink(token)) !== undefined,

    /** Uses a link up, which goes on record. The person is looked up at this moment. */
    async signIn(token: string): Promise<SignInOutcome> {
      const link = await validLink(token)
      if (link === undefined) return VOID
      const actor = await actorOf(world, link.userId)
      if (actor.doubt !== null) return { kind: 'refused', reason: 'not_a_member', message: actor.doubt }
      const sessionToken = newToken()
      const session: PageSession = {
        tokenHash: hashOf(sessionToken),
        userId: link.userId,
        name: actor.name,
        expiresAt: clock.now() + SESSION_MS,
      }
      if (!(await store.transaction((stores) => begin(session, link, stores)))) return VOID
      members.vouchedFor(session.userId)
      return { kind: 'signed-in', token: sessionToken, session }
    },

    /** The session of a browser that shows this token; undefined where it has ended. */
    async session(token: string): Promise<PageSession | undefined> {
      const session = await signIns.session(hashOf(token))
      if (session === undefined || session.expiresAt <= clock.now()) return undefined
      return members.has(session.userId) ? session : undefined
    },

    signOut: (token: string): Promise<void> => signIns.endSession(hashOf(token)),
  }
}
