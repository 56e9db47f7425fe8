import { objectAt, textAt } from './json-values.ts'
import type {
  PageChannel,
  PageCommand,
  PageGroup,
  PageMessage,
  PagePerson,
  PageView,
  ViewValues,
} from './page-protocol.ts'
import type { Channel, Message, OpenView, WorkspaceState } from './state.ts'
import type { CommandSeed, PersonSeed, UserGroupSeed } from './workspace-options.ts'

/** Public channels are open to everybody; others to their members. */
export function canSee(me: string, channel: Channel): boolean {
  return channel.kind === 'public' || channel.members.has(me)
}

export function pagePerson({ id, realName, title, colour, isBot }: PersonSeed): PagePerson {
  return { id, name: realName, title, colour, isBot: isBot ?? false }
}

export function pageGroup({ id, handle, users }: UserGroupSeed): PageGroup {
  return { id, handle, members: users }
}

export function pageCommand({ command, hint, description, subcommands = [] }: CommandSeed): PageCommand {
  return {
    command,
    hint,
    description,
    subcommands: subcommands.map(({ name, usage, summary }) => ({ name, usage, summary })),
  }
}

export function pageChannel(channel: Channel, state: WorkspaceState): PageChannel {
  const isDm = channel.kind === 'dm'
  const name = isDm ? state.bot.realName : channel.name
  return { id: channel.id, name, kind: isDm ? 'dm' : 'channel', topic: channel.topic }
}

/** `blocks` as the person of the page sees them. */
export function pageMessage(
  { channel, ts, threadTs, user, text, edited, ephemeralFor }: Message,
  blocks: PageMessage['blocks'],
): PageMessage {
  return { channel, ts, threadTs, user, text, blocks, edited: edited !== null, ephemeralFor }
}

export function pageView({ id, view, errors }: OpenView): PageView {
  return { id, view, errors }
}

export function givenValue(value: unknown): string | readonly string[] | null {
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === 'string')
  return textAt(value) ?? null
}

export function givenValues(values: unknown): ViewValues {
  const blocks = Object.entries(objectAt(values)).map(([blockId, actions]) => {
    const given = Object.entries(objectAt(actions)).map(
      ([actionId, value]) => [actionId, givenValue(value)] as const,
    )
    return [blockId, Object.fromEntries(given)] as const
  })
  return Object.fromEntries(blocks)
}
