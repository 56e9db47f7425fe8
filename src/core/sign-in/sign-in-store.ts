/** A link that signs a browser in, once. The store never has the token itself. Times are epoch milliseconds. */
export interface SignInLink {
  readonly tokenHash: string
  readonly userId: string
  readonly expiresAt: number
}

/** A browser that is signed in. It shows its token with each call; the store never has the token itself. */
export interface PageSession {
  readonly tokenHash: string
  readonly userId: string
  /** What the workspace called the person when they signed in. */
  readonly name: string
  readonly expiresAt: number
}

/** Port: where links and sessions are kept, so that any process of the bot knows them. */
export interface SignInStore {
  addLink(link: SignInLink): Promise<void>
  link(tokenHash: string): Promise<SignInLink | undefined>
  /** Whether it was there: of two who take the same link, one finds it. */
  takeLink(tokenHash: string): Promise<boolean>
  addSession(session: PageSession): Promise<void>
  session(tokenHash: string): Promise<PageSession | undefined>
  endSession(tokenHash: string): Promise<void>
  endSessionsOf(userId: string): Promise<void>
}
