import { isRefusal } from './message-content.ts'
import type { MethodAnswer, Refusal } from './method-answer.ts'
import { accepted, refusal, refusalWith } from './method-answer.ts'
import type { Method, MethodArguments, MethodContext } from './method.ts'
import { isPage, pageOf } from './pages.ts'
import { TIER } from './rate-limits.ts'
import { channelJson, messageJson } from './slack-json.ts'
import type { Channel, Message } from './state.ts'

const TYPE_OF: Readonly<Record<Channel['kind'], string>> = {
  public: 'public_channel',
  private: 'private_channel',
  dm: 'im',
}
const SCOPE_OF: Readonly<Record<Channel['kind'], string>> = {
  public: 'channels',
  private: 'groups',
  dm: 'im',
}

/** The channel that the bot can see and whose scope it has. Private ones that it is not in do not exist for it. */
function visibleChannel(
  args: MethodArguments,
  context: MethodContext,
  right: 'read' | 'history',
): Channel | Refusal {
  const channel = context.state.channels.get(args.text('channel') ?? '')
  if (channel === undefined) return refusal('channel_not_found')
  if (channel.kind === 'private' && !channel.members.has(context.state.bot.id))
    return refusal('channel_not_found')
  const needed = `${SCOPE_OF[channel.kind]}:${right}`
  return context.scopes.has(needed) ? channel : missingScope(needed, context)
}

export function missingScope(needed: string, { scopes }: MethodContext): Refusal {
  return refusal('missing_scope', { needed, provided: [...scopes].join(',') })
}

function open(args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const known = state.channels.get(args.text('channel') ?? '')
  if (known !== undefined) return accepted({ channel: { id: known.id }, no_op: true, already_open: true })
  const people = args.list('users')
  const [person] = people
  if (person === undefined) return refusal('users_list_not_supplied')
  if (people.length > 1) return refusal('missing_scope', { needed: 'mpim:write' })
  const found = state.people.get(person)
  if (found === undefined) return refusal('user_not_found')
  if (found.isDeactivated === true) return refusal('user_disabled')
  if (found.isBot === true) return refusal('cannot_dm_bot')
  const isOpen = [...state.channels.values()].some(({ dmWith }) => dmWith === person)
  const channel = state.directMessage(person)
  return accepted({ channel: { id: channel.id }, ...(isOpen && { no_op: true, already_open: true }) })
}

function list(args: MethodArguments, context: MethodContext): MethodAnswer {
  const types = args.has('types') ? args.list('types').map((type) => type.trim()) : ['public_channel']
  const unknown = types.find((type) => !['public_channel', 'private_channel', 'im', 'mpim'].includes(type))
  if (unknown !== undefined) return refusal('invalid_types')
  for (const kind of ['public', 'private', 'dm'] as const) {
    const needed = `${SCOPE_OF[kind]}:read`
    if (types.includes(TYPE_OF[kind]) && !context.scopes.has(needed)) return missingScope(needed, context)
  }
  const all = [...context.state.channels.values()].filter(
    (channel) =>
      types.includes(TYPE_OF[channel.kind]) &&
      (channel.kind !== 'private' || channel.members.has(context.state.bot.id)) &&
      !(args.flag('exclude_archived') && channel.isArchived),
  )
  const page = pageOf(all, args)
  if (!isPage(page)) return page
  return accepted({
    channels: page.items.map((channel) => channelJson(channel, context.state)),
    response_metadata: { next_cursor: page.nextCursor },
  })
}

function info(args: MethodArguments, context: MethodContext): MethodAnswer {
  const channel = visibleChannel(args, context, 'read')
  return isRefusal(channel) ? channel : accepted({ channel: channelJson(channel, context.state) })
}

function join(args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const channel = state.channels.get(args.text('channel') ?? '')
  if (channel === undefined || channel.kind === 'private') return refusal('channel_not_found')
  if (channel.kind === 'dm') return refusal('method_not_supported_for_channel_type')
  if (channel.isArchived) return refusal('is_archived')
  const wasMember = channel.members.has(state.bot.id)
  channel.members.add(state.bot.id)
  return accepted({
    channel: channelJson(channel, state),
    ...(wasMember && { warning: 'already_in_channel' }),
  })
}

function members(args: MethodArguments, context: MethodContext): MethodAnswer {
  const channel = visibleChannel(args, context, 'read')
  if (isRefusal(channel)) return channel
  const page = pageOf([...channel.members], args)
  if (!isPage(page)) return page
  return accepted({ members: page.items, response_metadata: { next_cursor: page.nextCursor } })
}

/** The part of a list between `oldest` and `latest`, whose ends belong to it only with `inclusive`. */
function within(messages: readonly Message[], args: MethodArguments): readonly Message[] | Refusal {
  const oldest = Number(args.text('oldest') ?? 0)
  const latest = Number(args.text('latest') ?? Number.MAX_SAFE_INTEGER)
  if (Number.isNaN(oldest)) return refusal('invalid_ts_oldest')
  if (Number.isNaN(latest)) return refusal('invalid_ts_latest')
  const isInclusive = args.flag('inclusive')
  return messages.filter(({ ts }) => {
    const at = Number(ts)
    return (at > oldest && at < latest) || (isInclusive && (at === oldest || at === latest))
  })
}

function page(messages: readonly Message[], args: MethodArguments, context: MethodContext): MethodAnswer {
  const found = pageOf(messages, args)
  if (!isPage(found)) return found
  const withMetadata = args.flag('include_all_metadata')
  return accepted({
    messages: found.items.map((message) => messageJson(message, context.state, withMetadata)),
    has_more: found.nextCursor !== '',
    ...(found.nextCursor !== '' && { response_metadata: { next_cursor: found.nextCursor } }),
  })
}

function history(args: MethodArguments, context: MethodContext): MethodAnswer {
  const channel = visibleChannel(args, context, 'history')
  if (isRefusal(channel)) return channel
  // Posting through chat:write.public gives no right to read.
  if (!channel.members.has(context.state.bot.id)) return refusal('not_in_channel')
  const heads = context.state.messages(channel.id).filter(({ threadTs }) => threadTs === null)
  const found = within(heads.toReversed(), args)
  return isRefusal(found) ? found : page(found, args, context)
}

function replies(args: MethodArguments, context: MethodContext): MethodAnswer {
  const channel = visibleChannel(args, context, 'history')
  if (isRefusal(channel)) return channel
  if (!channel.members.has(context.state.bot.id)) return refusal('not_in_channel')
  const ts = args.text('ts')
  if (ts === undefined) return refusalWith('invalid_arguments', ['[ERROR] missing required field: ts'])
  const message = context.state.message(channel.id, ts)
  if (message === undefined) return refusal('thread_not_found')
  const found = within(context.state.thread(channel.id, message.threadTs ?? ts), args)
  return isRefusal(found) ? found : page(found, args, context)
}

const reading = ['channels:read', 'groups:read', 'im:read']
const remembering = ['channels:history', 'groups:history', 'im:history']

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.open': { token: 'bot', scopes: ['im:write'], rate: TIER[3], run: open },
  'conversations.list': { token: 'bot', scopes: reading, rate: TIER[2], run: list },
  'conversations.info': { token: 'bot', scopes: reading, rate: TIER[3], run: info },
  'conversations.join': { token: 'bot', scopes: ['channels:join'], rate: TIER[3], run: join },
  'conversations.members': { token: 'bot', scopes: reading, rate: TIER[4], run: members },
  'conversations.history': { token: 'bot', scopes: remembering, rate: TIER[3], run: history },
  'conversations.replies': { token: 'bot', scopes: remembering, rate: TIER[3], run: replies },
}
