import { withIds } from './block-ids.ts'
import { Files } from './files.ts'
import { slackId } from './identifiers.ts'
import type { JsonObject } from './json-values.ts'
import { fileIdsIn } from './shown-files.ts'
import type { ChannelSeed, PersonSeed, UserGroupSeed, WorkspaceOptions } from './workspace-options.ts'

export interface Channel {
  readonly id: string
  readonly name: string
  readonly kind: 'public' | 'private' | 'dm'
  readonly topic: string
  readonly isArchived: boolean
  readonly createdAt: number
  readonly members: Set<string>
  /** The person at the other end of a direct message. */
  readonly dmWith: string | null
}

export interface MessageMetadata {
  readonly event_type: string
  readonly event_payload: JsonObject
}

export interface Message {
  readonly channel: string
  readonly ts: string
  readonly threadTs: string | null
  readonly user: string
  readonly text: string
  readonly blocks: readonly JsonObject[]
  readonly metadata: MessageMetadata | null
  readonly edited: { readonly user: string; readonly ts: string } | null
  /** The only person who sees it; such a message is in no history. */
  readonly ephemeralFor: string | null
}

/** A modal in front of a person, or the home tab. */
export interface OpenView {
  readonly id: string
  readonly person: string
  readonly rootId: string
  readonly previousId: string | null
  readonly hash: string
  /** Slack's view object with ids filled in. */
  readonly view: JsonObject
  /** What stands under the inputs after a refused submission, by block id. */
  readonly errors: Readonly<Record<string, string>>
}

export type Change =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'message-changed'; readonly message: Message }
  | { readonly type: 'message-deleted'; readonly message: Message }
  | { readonly type: 'channel'; readonly channel: Channel }
  | { readonly type: 'view'; readonly view: OpenView }
  /** `viewId` is `all` when the whole stack went. */
  | { readonly type: 'view-closed'; readonly person: string; readonly viewId: string }
  /** What Slack itself says to the person because the app failed. */
  | { readonly type: 'slackbot'; readonly person: string; readonly channel: string; readonly text: string }
  | { readonly type: 'link'; readonly person: string; readonly url: string }

export interface MessageDraft {
  readonly channel: string
  readonly user: string
  readonly text: string
  readonly blocks?: readonly JsonObject[]
  readonly threadTs?: string | null
  readonly metadata?: MessageMetadata | null
  readonly ephemeralFor?: string | null
}

/** Everything that the workspace remembers, and the news of every change. It knows no protocols. */
export class WorkspaceState {
  readonly team: WorkspaceOptions['team']
  readonly bot: PersonSeed
  readonly botId: string
  readonly appId: string
  readonly people: Map<string, PersonSeed>
  readonly channels = new Map<string, Channel>()
  userGroups: readonly UserGroupSeed[]
  readonly files: Files
  readonly #clock: WorkspaceOptions['clock']
  readonly #messages = new Map<string, Message[]>()
  readonly #ephemerals: Message[] = []
  readonly #listeners = new Set<(change: Change) => void>()
  #lastTsMicros = 0

  constructor(options: WorkspaceOptions) {
    const { app } = options
    this.team = options.team
    this.userGroups = options.userGroups
    this.#clock = options.clock
    this.files = new Files(() => this.now())
    this.appId = app.id ?? slackId('A')
    this.botId = app.botId ?? slackId('B')
    this.bot = {
      id: app.botUserId ?? slackId('U'),
      name: app.name.toLowerCase(),
      realName: app.name,
      title: 'App',
      email: '',
      colour: '#1264a3',
      isBot: true,
    }
    this.people = new Map([...options.people, this.bot].map((person) => [person.id, person]))
    for (const seed of options.channels) this.channels.set(seed.id, this.#channel(seed))
  }

  now(): number {
    return this.#clock.now()
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  announce(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change)
  }

  /** Finds a channel by id or name; a user id finds, and opens, the direct message with the bot. */
  channel(reference: string): Channel | undefined {
    const byId = this.channels.get(reference)
    if (byId !== undefined) return byId
    if (this.people.has(reference)) return this.directMessage(reference)
    const name = reference.replace(/^#/, '')
    return [...this.channels.values()].find((channel) => channel.kind !== 'dm' && channel.name === name)
  }

  directMessage(person: string): Channel {
    const known = [...this.channels.values()].find((channel) => channel.dmWith === person)
    if (known !== undefined) return known
    const channel: Channel = {
      id: slackId('D'),
      name: person,
      kind: 'dm',
      topic: '',
      isArchived: false,
      createdAt: this.now(),
      members: new Set([person, this.bot.id]),
      dmWith: person,
    }
    this.channels.set(channel.id, channel)
    this.announce({ type: 'channel', channel })
    return channel
  }

  /** The messages of a channel, oldest first, replies among them. */
  messages(channel: string): readonly Message[] {
    return this.#messages.get(channel) ?? []
  }

  thread(channel: string, threadTs: string): readonly Message[] {
    return this.messages(channel).filter(({ ts, threadTs: of }) => ts === threadTs || of === threadTs)
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages(channel).find((message) => message.ts === ts)
  }

  ephemerals(person: string): readonly Message[] {
    return this.#ephemerals.filter((message) => message.ephemeralFor === person)
  }

  ephemeral(person: string, ts: string): Message | undefined {
    return this.ephemerals(person).find((message) => message.ts === ts)
  }

  post(draft: MessageDraft): Message {
    const message: Message = {
      channel: draft.channel,
      ts: this.nextTs(),
      threadTs: draft.threadTs ?? null,
      user: draft.user,
      text: draft.text,
      blocks: withIds(draft.blocks ?? []),
      metadata: draft.metadata ?? null,
      edited: null,
      ephemeralFor: draft.ephemeralFor ?? null,
    }
    this.#listOf(message).push(message)
    this.#share(message)
    this.announce({ type: 'message', message })
    return message
  }

  edit(message: Message, change: Partial<Pick<Message, 'text' | 'blocks' | 'metadata'>>): Message {
    const edited: Message = {
      ...message,
      ...change,
      blocks: withIds(change.blocks ?? message.blocks),
      edited: { user: message.user, ts: this.nextTs() },
    }
    const list = this.#listOf(message)
    list.splice(list.indexOf(message), 1, edited)
    this.#share(edited)
    this.announce({ type: 'message-changed', message: edited })
    return edited
  }

  remove(message: Message): void {
    const list = this.#listOf(message)
    list.splice(list.indexOf(message), 1)
    this.announce({ type: 'message-deleted', message })
  }

  /** Seconds and microseconds on the workspace's clock, never the same twice and never going back. */
  nextTs(): string {
    this.#lastTsMicros = Math.max(this.#lastTsMicros + 1, this.now() * 1_000)
    const micros = String(this.#lastTsMicros)
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`
  }

  /** What only one person sees shares no files. */
  #share({ channel, blocks, ephemeralFor }: Message): void {
    if (ephemeralFor === null) for (const id of fileIdsIn(blocks)) this.files.share(id, channel)
  }

  #listOf(message: Message): Message[] {
    if (message.ephemeralFor !== null) return this.#ephemerals
    const known = this.#messages.get(message.channel)
    if (known !== undefined) return known
    const list: Message[] = []
    this.#messages.set(message.channel, list)
    return list
  }

  #channel(seed: ChannelSeed): Channel {
    const people = [...this.people.values()].filter(
      (person) => person.isBot !== true && !person.isDeactivated,
    )
    const members = new Set(seed.members ?? people.map(({ id }) => id))
    if (seed.hasBot === true) members.add(this.bot.id)
    return {
      id: seed.id,
      name: seed.name,
      kind: seed.isPrivate === true ? 'private' : 'public',
      topic: seed.topic,
      isArchived: seed.isArchived ?? false,
      createdAt: this.now(),
      members,
      dmWith: null,
    }
  }
}
