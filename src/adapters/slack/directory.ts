import type { WebClient } from '@slack/web-api'

import type { Directory } from '../../core/people/directory.ts'
import type { Identity } from '../../core/people/identity.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isTimeZone } from '../../core/kernel/time/wall-clock.ts'
import type { Account } from './account.ts'
import type { Logger } from './logger.ts'
import { slackFailure } from './slack-failure.ts'

/** Older answers are not used, even when Slack cannot be asked. */
const MAX_AGE_MS = 5 * MINUTE_MS
/** Slack is asked at every act, but only once about a person or the groups for acts within this time: they may be one storm. */
const FRESH_MS = 10 * SECOND_MS

type Barred = Extract<Identity, { known: true }>['barred']

interface Person {
  readonly userId: string
  readonly name: string
  readonly barred: Barred
  readonly timeZone?: string
}

type Groups = ReadonlyMap<string, ReadonlySet<string>>

/** What Slack says about a person, as far as it decides whether that person counts. */
export interface SlackUser {
  readonly deleted?: boolean
  readonly is_bot?: boolean
  readonly is_restricted?: boolean
  readonly is_ultra_restricted?: boolean
  readonly is_stranger?: boolean
  readonly team_id?: string
  readonly enterprise_user?: { readonly enterprise_id?: string }
}

/** Why this person may not act here; empty when they may. */
export function barredBecause(user: SlackUser, account: Account): Barred {
  if (user.deleted === true) return 'deactivated'
  if (user.is_bot === true) return 'bot'
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest'
  if (user.is_stranger === true) return 'external'
  // In an organisation people keep the id of the workspace that they joined first.
  const enterpriseId = user.enterprise_user?.enterprise_id
  if (account.enterpriseId !== null && enterpriseId !== undefined) {
    return enterpriseId === account.enterpriseId ? '' : 'external'
  }
  return user.team_id === account.teamId ? '' : 'external'
}

/** The workspace as directory: people by `users.info`, their groups by one list of all user groups, where roles name any. */
export class SlackDirectory implements Directory {
  readonly #client: WebClient
  readonly #account: () => Account | null
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #usesGroups: () => boolean
  readonly #people: Recent<Person>
  readonly #groups: Recent<Groups>

  constructor(
    client: WebClient,
    account: () => Account | null,
    clock: Clock,
    logger: Logger,
    usesGroups: () => boolean,
  ) {
    this.#client = client
    this.#account = account
    this.#clock = clock
    this.#logger = logger
    this.#usesGroups = usesGroups
    this.#people = new Recent(this.#clock)
    this.#groups = new Recent(this.#clock)
  }

  /** Slack said that a group has changed: what was known of groups counts no longer. */
  forgetGroups(): void {
    this.#groups.forget()
  }

  async identify(userIds: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
    const identities = await Promise.all([...new Set(userIds)].map((userId) => this.#identity(userId)))
    return new Map(identities.map((identity) => [identity.userId, identity]))
  }

  async members(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]> | null> {
    if (groupIds.length === 0) return new Map()
    try {
      const groups = await this.#groups.of('all', () => this.#userGroups())
      return new Map(
        groupIds.map((groupId) => [
          groupId,
          [...groups].filter(([, held]) => held.has(groupId)).map(([userId]) => userId),
        ]),
      )
    } catch (error) {
      this.#logger.warn({ error: slackFailure(error).error }, 'members of groups not looked up')
      return null
    }
  }

  async #identity(userId: string): Promise<Identity> {
    try {
      const account = this.#account()
      if (account === null) return { known: false, userId, reason: 'Slack has not been reached yet' }
      const [person, groups] = await Promise.all([
        this.#people.of(userId, () => this.#person(userId, account)),
        this.#usesGroups() ? this.#groups.of('all', () => this.#userGroups()) : NONE,
      ])
      return { known: true, ...person, groups: groups.get(userId) ?? new Set() }
    } catch (error) {
      const { error: reason } = slackFailure(error)
      this.#logger.warn({ userId, error: reason }, 'person not looked up')
      return { known: false, userId, reason: `Slack did not say who this is (${reason})` }
    }
  }

  async #person(userId: string, account: Account): Promise<Person> {
    const { user } = await this.#client.users.info({ user: userId })
    if (user === undefined) throw new Error('Slack answered without the person')
    const name = [user.profile?.display_name, user.real_name, user.name].find((given) => given) ?? userId
    const { tz } = user
    const zone = tz !== undefined && isTimeZone(tz) && { timeZone: tz === 'Etc/UTC' ? 'UTC' : tz }
    return { userId, name, barred: barredBecause(user, account), ...zone }
  }

  /** Group ids by user id. A plan without user groups, or a bot that may not see them, has none. */
  async #userGroups(): Promise<Groups> {
    try {
      const { usergroups } = await this.#client.usergroups.list({ include_users: true })
      const groups = new Map<string, Set<string>>()
      for (const { id, users } of usergroups ?? []) {
        if (id === undefined) continue
        for (const userId of users ?? []) groups.set(userId, (groups.get(userId) ?? new Set()).add(id))
      }
      return groups
    } catch (error) {
      const failure = slackFailure(error)
      if (!NO_GROUPS.has(failure.error)) throw error
      this.#logger.debug({ error: failure.error }, 'no user groups here')
      return new Map()
    }
  }
}

const NONE: Groups = new Map()

const NO_GROUPS = new Set([
  'plan_upgrade_required',
  'paid_teams_only',
  'missing_scope',
  'unknown_method',
  'not_allowed_token_type',
])

/**
 * Answers that are renewed after FRESH_MS, and used up to MAX_AGE_MS where that fails; one question at a time for each
 * key.
 */
class Recent<Value> {
  readonly #clock: Clock
  readonly #kept = new Map<string, { readonly value: Value; readonly at: number }>()
  readonly #asking = new Map<string, Promise<Value>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Asks again at the next question; the answer to one that is under way is not kept. */
  forget(): void {
    this.#kept.clear()
    this.#asking.clear()
  }

  of(key: string, ask: () => Promise<Value>): Promise<Value> {
    const kept = this.#keptWithin(key, FRESH_MS)
    if (kept !== undefined) return Promise.resolve(kept.value)
    const under = this.#asking.get(key)
    if (under !== undefined) return under
    const at = this.#clock.now()
    const isCurrent = (): boolean => this.#asking.get(key) === asked
    const asked: Promise<Value> = ask()
      .then((value) => {
        if (isCurrent()) this.#kept.set(key, { value, at })
        return value
      })
      .catch((error: unknown) => {
        const last = this.#keptWithin(key, MAX_AGE_MS)
        if (last === undefined) throw error
        return last.value
      })
      .finally(() => {
        if (isCurrent()) this.#asking.delete(key)
      })
    this.#asking.set(key, asked)
    return asked
  }

  #keptWithin(key: string, mostMs: number): { readonly value: Value } | undefined {
    const kept = this.#kept.get(key)
    const ageMs = kept === undefined ? Infinity : this.#clock.now() - kept.at
    return ageMs >= 0 && ageMs < mostMs ? kept : undefined
  }
}
