import { HOUR_MS } from '../kernel/time/duration.ts'
import type { RoleBook } from './role-book.ts'

/** A time in which somebody is on duty: `[from, until)`, epoch milliseconds. */
export interface Shift {
  /** A mail address, or a name as the rota writes it. */
  readonly who: string
  readonly from: number
  readonly until: number
}

/** The shifts around a time, as they were read. */
export interface Rota {
  readonly shifts: readonly Shift[]
  readonly readAt: number
}

/** Who is on duty at a time, as far as that is known. */
export interface OnDuty {
  /** Slack user ids. */
  readonly userIds: readonly string[]
  /** Why somebody may be missing; null when these are all. */
  readonly doubt: string | null
}

/** So long a rota is taken as it was read when it cannot be read again. */
export const ROTA_HOLDS_MS = HOUR_MS

/** Who is on duty now. `userIdOf` answers undefined for whom Slack does not know. Nobody, with a doubt, while that is not known. */
export function onDutyAt(
  rota: Rota | null,
  now: number,
  userIdOf: (who: string) => string | undefined,
): OnDuty {
  if (rota === null || now - rota.readAt > ROTA_HOLDS_MS)
    return { userIds: [], doubt: 'who is on call could not be looked up' }
  const named = [...new Set(shiftsAt(rota, now).map(({ who }) => who))]
  if (named.length === 0) return { userIds: [], doubt: 'nobody is on call' }
  const found = named.map((who) => ({ who, userId: userIdOf(who) }))
  const strangers = found.filter(({ userId }) => userId === undefined).map(({ who }) => who)
  return {
    userIds: found.flatMap(({ userId }) => (userId === undefined ? [] : [userId])),
    doubt: strangers.length === 0 ? null : `${strangers.join(', ')} is on call and not known in Slack`,
  }
}

export const shiftsAt = ({ shifts }: Rota, now: number): readonly Shift[] =>
  shifts.filter(({ from, until }) => from <= now && now < until)

/** The role book with the roles of rotas filled by who is on duty. */
export const withOnDuty = (book: RoleBook, duties: ReadonlyMap<string, OnDuty>): RoleBook =>
  duties.size === 0
    ? book
    : {
        ...book,
        roles: new Map(
          [...book.roles].map(([name, role]) => {
            const duty = duties.get(name)
            return [
              name,
              duty === undefined ? role : { ...role, groups: [], users: duty.userIds, doubt: duty.doubt },
            ]
          }),
        ),
      }
