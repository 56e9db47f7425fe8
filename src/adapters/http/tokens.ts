import { hash, timingSafeEqual } from 'node:crypto'
import type { Problem } from './problem.ts'

/** What a token may do: ask the gate, see the services, push counts, bring alerts. */
export type TokenScope = 'gate' | 'read' | 'events' | 'alerts'

export interface ApiToken {
  readonly name: string
  readonly secret: string
  readonly scopes: readonly TokenScope[]
  /** Used by an unattended pipeline: obeys the level's trigger. */
  readonly automatic: boolean
  /** Exempt change types that it may claim. */
  readonly mayClaim: readonly string[]
}

export type Caller = Omit<ApiToken, 'secret'>

export type Admission =
  | { readonly kind: 'admitted'; readonly caller: Caller }
  | { readonly kind: 'turned-away'; readonly problem: Problem }

/** One character a byte: hashing into text and copying costs a third of hashing into a new buffer each time. */
const digest = (text: string): string => hash('sha256', text, 'binary')

/**
 * Who may enter. Both sides are hashed and every token is compared, so that the time taken reveals nothing about a guess.
 */
export function tokenGuard(
  tokens: readonly ApiToken[],
): (authorization: string | undefined, scope: TokenScope) => Admission {
  const known = tokens.map(({ secret, ...caller }) => ({
    digest: Buffer.from(digest(secret), 'binary'),
    caller,
  }))
  const presented = Buffer.alloc(32)
  return (authorization, scope) => {
    const given = authorization === undefined ? undefined : /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1]
    if (given === undefined) {
      return turnedAway(
        401,
        'Send a bearer token: "Authorization: Bearer <token>".',
        'Bearer realm="budgeteer"',
      )
    }
    presented.write(digest(given), 'binary')
    let caller: Caller | undefined
    for (const token of known) {
      if (timingSafeEqual(token.digest, presented)) caller = token.caller
    }
    if (caller === undefined) {
      const challenge = 'Bearer realm="budgeteer", error="invalid_token"'
      return turnedAway(401, 'The bearer token is not one that Budgeteer knows.', challenge)
    }
    if (!caller.scopes.includes(scope)) {
      const challenge = `Bearer realm="budgeteer", error="insufficient_scope", scope="${scope}"`
      return turnedAway(403, `The token "${caller.name}" lacks the scope "${scope}".`, challenge)
    }
    return { kind: 'admitted', caller }
  }
}

function turnedAway(status: number, detail: string, challenge: string): Admission {
  return { kind: 'turned-away', problem: { status, detail, headers: { 'www-authenticate': challenge } } }
}
