import type { WebClient } from '@slack/web-api'

import type { ChannelPurpose } from '../../core/kernel/outbox/owed-message.ts'
import type { Logger } from './logger.ts'
import { slackFailure } from './slack-failure.ts'

/** Channels by purpose: a name such as `#engineering`, or an id. */
export type ChannelNames = Readonly<Record<Exclude<ChannelPurpose, 'shadow'>, string>> & {
  /** Undefined where nothing is in shadow. */
  readonly shadow?: string | undefined
}

export interface KnownChannel {
  readonly id: string
  readonly name: string
  readonly isPrivate: boolean
  readonly isMember: boolean
}

/** The most that Slack gives at once: a bot may ask for about twenty pages a minute. */
const PAGE = 999
const MAX_PAGES = 20

/** Finds the configured channels, and remembers them until told to forget. */
export class ChannelBook {
  readonly #client: WebClient
  readonly #configured: ChannelNames
  readonly #teams: readonly string[]
  readonly #logger: Logger
  #known: Promise<ReadonlyMap<string, KnownChannel>> | undefined
  #found: ReadonlyMap<string, KnownChannel> = new Map()

  constructor(client: WebClient, configured: ChannelNames, logger: Logger, teams: readonly string[] = []) {
    this.#client = client
    this.#teams = teams
    this.#configured = configured
    this.#logger = logger
  }

  /** The channel's id; undefined when no such channel can be seen. Throws when Slack cannot be asked. */
  async idOf(purpose: ChannelPurpose): Promise<string | undefined> {
    const reference = this.#configured[purpose]
    return reference === undefined ? undefined : this.idNamed(reference)
  }

  /** The same for a channel that the configuration names beside those. */
  async idNamed(reference: string): Promise<string | undefined> {
    const wanted = bare(reference)
    if (isId(wanted)) return wanted
    return (await this.#channels()).get(wanted)?.id
  }

  /** One key for one channel, whichever way it was configured; the name while its id is unknown. */
  keyOf(purpose: ChannelPurpose): string {
    const reference = this.#configured[purpose]
    return reference === undefined ? purpose : this.keyNamed(reference)
  }

  keyNamed(reference: string): string {
    const wanted = bare(reference)
    return this.#found.get(wanted)?.id ?? wanted
  }

  nameOf(purpose: ChannelPurpose): string {
    return this.#configured[purpose] ?? `for ${purpose} (channels.${purpose} is not set)`
  }

  /** Call when Slack no longer knows an id: another channel may have its name now. */
  forget(): void {
    this.#known = undefined
  }

  /** Everything known of the configured channels, by name and by id. Throws when Slack cannot be asked. */
  channels(): Promise<ReadonlyMap<string, KnownChannel>> {
    return this.#channels()
  }

  /** Becomes a member of the public channels among them: only members may read back what was posted. Never rejects. */
  async join(): Promise<void> {
    try {
      const known = await this.#channels()
      for (const [purpose, reference] of this.#all()) {
        const channel = known.get(bare(reference))
        if (channel === undefined) {
          this.#logger.error({ channel: reference, purpose }, 'Slack has no such channel')
        } else if (!channel.isMember) await this.#joinOne(channel)
      }
    } catch (error) {
      this.#logger.warn({ error: slackFailure(error).error }, 'channels could not be listed')
    }
  }

  /** Each configured channel with what it is for. */
  #all(): readonly (readonly [string, string])[] {
    const { announcements, approvals, incidents, shadow } = this.#configured
    return [
      ...Object.entries({ announcements, approvals, incidents }),
      ...(shadow === undefined ? [] : [['shadow', shadow] as const]),
      ...this.#teams.map((team) => ['teams', team] as const),
    ]
  }

  async #joinOne(channel: KnownChannel): Promise<void> {
    if (channel.isPrivate) {
      this.#logger.error({ channel: channel.name }, 'invite the bot to this private channel')
      return
    }
    try {
      await this.#client.conversations.join({ channel: channel.id })
    } catch (error) {
      this.#logger.warn({ channel: channel.name, error: slackFailure(error).error }, 'channel not joined')
    }
  }

  #channels(): Promise<ReadonlyMap<string, KnownChannel>> {
    this.#known ??= this.#list().then(
      (found) => {
        this.#found = found
        return found
      },
      (error: unknown) => {
        this.#known = undefined
        throw error
      },
    )
    return this.#known
  }

  async #list(): Promise<ReadonlyMap<string, KnownChannel>> {
    try {
      return await this.#listed('public_channel,private_channel')
    } catch (error) {
      if (slackFailure(error).error !== 'missing_scope') throw error
      this.#logger.debug({}, 'private channels cannot be listed')
      return this.#listed('public_channel')
    }
  }

  async #listed(types: string): Promise<ReadonlyMap<string, KnownChannel>> {
    const wanted = new Set(this.#all().map(([, reference]) => bare(reference)))
    const found = new Map<string, KnownChannel>()
    let cursor = ''
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#client.conversations.list({
        types,
        exclude_archived: true,
        limit: PAGE,
        ...(cursor === '' ? {} : { cursor }),
      })
      for (const { id, name, is_private: isPrivate, is_member: isMember } of answer.channels ?? []) {
        if (id === undefined || name === undefined || !(wanted.has(id) || wanted.has(name))) continue
        const channel = { id, name, isPrivate: isPrivate === true, isMember: isMember === true }
        found.set(id, channel)
        found.set(name, channel)
      }
      cursor = answer.response_metadata?.next_cursor ?? ''
      if (cursor === '' || [...wanted].every((reference) => found.has(reference))) break
    }
    return found
  }
}

export const bare = (reference: string): string => reference.replace(/^#/, '')
export const isId = (reference: string): boolean => /^[CG][A-Z0-9]{6,}$/.test(reference)
