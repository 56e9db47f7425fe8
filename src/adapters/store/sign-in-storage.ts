import type { SignInStore } from '../../core/sign-in/sign-in-store.ts'
import { insert } from './database.ts'
import type { Database } from './schema.ts'

export interface SignInStorage extends SignInStore {
  /** Forgets links and sessions that are over. */
  thin(now: number): Promise<void>
}

export const signInStorage = (db: Database): SignInStorage => ({
  addLink: (link) => insert(db, 'signInLinks', [link]),

  link: (tokenHash) =>
    db.selectFrom('signInLinks').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst(),

  async takeLink(tokenHash) {
    const { numDeletedRows } = await db
      .deleteFrom('signInLinks')
      .where('tokenHash', '=', tokenHash)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },

  addSession: (session) => insert(db, 'pageSessions', [session]),

  session: (tokenHash) =>
    db.selectFrom('pageSessions').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst(),

  async endSession(tokenHash) {
    await db.deleteFrom('pageSessions').where('tokenHash', '=', tokenHash).execute()
  },

  async endSessionsOf(userId) {
    await db.deleteFrom('pageSessions').where('userId', '=', userId).execute()
  },

  async thin(now) {
    await db.deleteFrom('signInLinks').where('expiresAt', '<=', now).execute()
    await db.deleteFrom('pageSessions').where('expiresAt', '<=', now).execute()
  },
})
