import type { WebClient } from '@slack/web-api'

import type { Directory } from '../../core/people/directory.ts'
import type { Identity } from '../../core/people/identity.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isTimeZone } from '../../core/kernel/time/wall-clock.ts'
import type { Account } from './account.ts'
import type { Logger } from './logger.ts'
import { slackFailure } from './slack-failure.ts'
import { NO_USER_GROUPS, readUserGroups, type UserGroups } from './user-groups.ts'

/** Older answers are not used, even when Slack cannot be asked. */
const MAX_AGE_MS = 5 * MINUTE_MS
/** Slack is asked at every act, but only once about a person or the groups for acts within this time: they may be one storm. */
const FRESH_MS = 10 * SECOND_MS
/** Slack takes 20 calls a minute of each `usergroups` method. */
const GROUP_CALL_MS = MINUTE_MS / 20
/** After a failure with nothing to stand in for the answer, Slack is left alone this long. */
const PAUSE_MS = GROUP_CALL_MS

type Barred = Extract<Identity, { known: true }>['barred']

interface Person {
  readonly userId: string
  readonly name: string
  readonly barred: Barred
  readonly timeZone?: string
}

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
  readonly #groupsOfRoles: () => readonly string[]
  readonly #people: Recent<Person>
  readonly #groups: Recent<UserGroups>
  /** How many calls the last look at the groups took besides the list. */
  #singleCalls = 0

  /** `groupsOfRoles`: the ids of the groups that roles name now. */
  constructor(
    client: WebClient,
    account: () => Account | null,
    clock: Clock,
    logger: Logger,
    groupsOfRoles: () => readonly string[],
  ) {
    this.#client = client
    this.#account = account
    this.#clock = clock
    this.#logger = logger
    this.#groupsOfRoles = groupsOfRoles
    this.#people = new Recent(this.#clock, () => FRESH_MS)
    this.#groups = new Recent(this.#clock, () => Math.max(FRESH_MS, this.#singleCalls * GROUP_CALL_MS))
  }

  /** Slack said that this group has changed: where a role names it, what was known of groups counts no longer. */
  groupChanged(groupId: string): void {
    if (this.#groupsOfRoles().includes(groupId)) this.#groups.forget()
  }

  async identify(userIds: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
    const identities = await Promise.all([...new Set(userIds)].map((userId) => this.#identity(userId)))
    return new Map(identities.map((identity) => [identity.userId, identity]))
  }

  async members(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]> | null> {
    if (groupIds.length === 0) return new Map()
    const groups = await this.#userGroups()
    return groups && new Map(groupIds.map((groupId) => [groupId, [...(groups.get(groupId) ?? [])]]))
  }

  async #identity(userId: string): Promise<Identity> {
    try {
      const account = this.#account()
      if (account === null) return { known: false, userId, reason: 'Slack has not been reached yet' }
      const [person, groups] = await Promise.all([
        this.#people.of(userId, () => this.#person(userId, account)),
        this.#groupsOfRoles().length === 0 ? NONE : this.#userGroups(),
      ])
      const held = groups && [...groups].flatMap(([id, members]) => (members.has(userId) ? [id] : []))
      return { known: true, ...person, groups: held && new Set(held) }
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

  /** Null when they cannot be had. A workspace without user groups has none. */
  async #userGroups(): Promise<UserGroups | null> {
    const wanted = this.#groupsOfRoles()
    try {
      return await this.#groups.of(wanted.join(), () => this.#askForGroups(wanted))
    } catch {
      return null
    }
  }

  async #askForGroups(wanted: readonly string[]): Promise<UserGroups> {
    let singleCalls = 0
    try {
      return await readUserGroups(this.#client, wanted, () => (singleCalls += 1))
    } catch (error) {
      const failure = slackFailure(error)
      if (NO_USER_GROUPS.has(failure.error)) return NONE
      this.#logger.warn({ error: failure.error }, 'user groups not looked up')
      throw error
    } finally {
      this.#singleCalls = singleCalls
    }
  }
}

const NONE: UserGroups = new Map()

/**
 * Answers that are renewed after `freshMs`, and used up to MAX_AGE_MS where that fails; one question at a time for each key. After
 * a failure the next question waits, so that an outage makes one caller slow and a rate limit is kept.
 */
class Recent<Value> {
  readonly #clock: Clock
  readonly #freshMs: () => number
  readonly #kept = new Map<string, { readonly value: Value; readonly at: number }>()
  readonly #asking = new Map<string, Promise<Value>>()
  readonly #failed = new Map<
    string,
    { readonly error: unknown; readonly at: number; readonly pauseMs: number }
  >()

  constructor(clock: Clock, freshMs: () => number) {
    this.#clock = clock
    this.#freshMs = freshMs
  }

  /** Asks again at the next question; the answer to one that is under way is not kept. */
  forget(): void {
    this.#kept.clear()
    this.#asking.clear()
  }

  async of(key: string, ask: () => Promise<Value>): Promise<Value> {
    const kept = this.#keptWithin(key, this.#freshMs())
    if (kept !== undefined) return kept.value
    const under = this.#asking.get(key)
    if (under !== undefined) return under
    const failed = this.#failed.get(key)
    if (failed !== undefined && this.#isWithin(failed.at, failed.pauseMs))
      return this.#last(key, failed.error)
    const at = this.#clock.now()
    const isCurrent = (): boolean => this.#asking.get(key) === asked
    const asked: Promise<Value> = ask()
      .then((value) => {
        if (isCurrent()) this.#kept.set(key, { value, at })
        this.#failed.delete(key)
        return value
      })
      .catch((error: unknown) => {
        const isHeld = this.#keptWithin(key, MAX_AGE_MS) !== undefined
        const pauseMs = slackFailure(error).retryAfterMs ?? (isHeld ? FRESH_MS : PAUSE_MS)
        this.#failed.set(key, { error, at: this.#clock.now(), pauseMs })
        return this.#last(key, error)
      })
      .finally(() => {
        if (isCurrent()) this.#asking.delete(key)
      })
    this.#asking.set(key, asked)
    return asked
  }

  /** The last answer, if it is young enough to stand in for one that failed. */
  #last(key: string, error: unknown): Value {
    const last = this.#keptWithin(key, MAX_AGE_MS)
    if (last === undefined) throw error
    return last.value
  }

  #keptWithin(key: string, mostMs: number): { readonly value: Value } | undefined {
    const kept = this.#kept.get(key)
    return kept !== undefined && this.#isWithin(kept.at, mostMs) ? kept : undefined
  }

  #isWithin(since: number, mostMs: number): boolean {
    const ageMs = this.#clock.now() - since
    return ageMs >= 0 && ageMs < mostMs
  }
}
