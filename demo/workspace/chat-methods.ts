import { isRefusal, messageContent } from './message-content.ts'
import type { MethodAnswer, Refusal } from './method-answer.ts'
import { accepted, refusal } from './method-answer.ts'
import type { Method, MethodArguments, MethodContext } from './method.ts'
import { SPECIAL, TIER } from './rate-limits.ts'
import { messageJson } from './slack-json.ts'
import type { Channel, Message } from './state.ts'

function contentOf(args: MethodArguments, { state }: MethodContext): ReturnType<typeof messageContent> {
  // The page cannot show these legacy parts, so a message must not lose them silently.
  if (args.has('attachments')) return refusal('invalid_attachments')
  return messageContent({
    text: args.text('text'),
    blocks: args.structure('blocks'),
    hasBlocks: args.has('blocks'),
    metadata: args.structure('metadata'),
    hasMetadata: args.has('metadata'),
    mayShow: (file) => state.files.mayBeShown(file),
  })
}

/** The channel that the bot may write to, or why not. */
function writableChannel(args: MethodArguments, { state, scopes }: MethodContext): Channel | Refusal {
  const channel = state.channel(args.text('channel') ?? '')
  if (channel === undefined) return refusal('channel_not_found')
  const isMember = channel.members.has(state.bot.id)
  // A private channel that the bot is not in does not exist for it.
  if (channel.kind === 'private' && !isMember) return refusal('channel_not_found')
  if (channel.isArchived) return refusal('is_archived')
  if (!isMember && !scopes.has('chat:write.public')) return refusal('not_in_channel')
  return channel
}

/** The message that the bot may change, or why not. */
function ownMessage(
  args: MethodArguments,
  { state }: MethodContext,
  verb: 'update' | 'delete',
): Message | Refusal {
  const channel = state.channels.get(args.text('channel') ?? '')
  if (channel === undefined) return refusal('channel_not_found')
  const message = state.message(channel.id, args.text('ts') ?? '')
  if (message === undefined) return refusal('message_not_found')
  return message.user === state.bot.id ? message : refusal(`cant_${verb}_message`)
}

function postMessage(args: MethodArguments, context: MethodContext): MethodAnswer {
  const { state } = context
  const channel = writableChannel(args, context)
  if (isRefusal(channel)) return channel
  const content = contentOf(args, context)
  if (isRefusal(content)) return content
  if ((content.text ?? '') === '' && (content.blocks ?? []).length === 0) return refusal('no_text')
  const threadTs = args.text('thread_ts') ?? null
  if (threadTs !== null && !/^\d+\.\d{6}$/.test(threadTs)) return refusal('invalid_thread_ts')
  const head = threadTs === null ? undefined : state.message(channel.id, threadTs)
  if (threadTs !== null && head === undefined) return refusal('thread_not_found')
  const message = state.post({
    channel: channel.id,
    user: state.bot.id,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    // A reply to a reply goes to the head of the thread.
    threadTs: head?.threadTs ?? threadTs,
    metadata: content.metadata ?? null,
  })
  return accepted({ channel: channel.id, ts: message.ts, message: messageJson(message, state, true) })
}

function update(args: MethodArguments, context: MethodContext): MethodAnswer {
  const message = ownMessage(args, context, 'update')
  if (isRefusal(message)) return message
  const content = contentOf(args, context)
  if (isRefusal(content)) return content
  if (content.text === undefined && content.blocks === undefined) return refusal('no_text')
  const blocks = content.blocks ?? message.blocks
  if ((content.text ?? '') === '' && blocks.length === 0) return refusal('no_text')
  // What is left out is kept: blocks are removed by an empty list, metadata by an empty object.
  const edited = context.state.edit(message, {
    text: content.text ?? '',
    blocks,
    ...(content.metadata !== undefined && { metadata: content.metadata }),
  })
  return accepted({
    channel: edited.channel,
    ts: edited.ts,
    text: edited.text,
    message: messageJson(edited, context.state, true),
  })
}

function remove(args: MethodArguments, context: MethodContext): MethodAnswer {
  const message = ownMessage(args, context, 'delete')
  if (isRefusal(message)) return message
  context.state.remove(message)
  return accepted({ channel: message.channel, ts: message.ts })
}

function postEphemeral(args: MethodArguments, context: MethodContext): MethodAnswer {
  const { state } = context
  const channel = state.channels.get(args.text('channel') ?? '')
  if (channel === undefined) return refusal('channel_not_found')
  if (channel.isArchived) return refusal('is_archived')
  const person = args.text('user') ?? ''
  if (!state.people.has(person)) return refusal('user_not_found')
  if (!channel.members.has(person)) return refusal('user_not_in_channel')
  if (!channel.members.has(state.bot.id) && channel.kind !== 'public') return refusal('channel_not_found')
  const content = contentOf(args, context)
  if (isRefusal(content)) return content
  if ((content.text ?? '') === '' && (content.blocks ?? []).length === 0) return refusal('no_text')
  const message = state.post({
    channel: channel.id,
    user: state.bot.id,
    text: content.text ?? '',
    blocks: content.blocks ?? [],
    threadTs: args.text('thread_ts') ?? null,
    ephemeralFor: person,
  })
  return accepted({ message_ts: message.ts })
}

function getPermalink(args: MethodArguments, { state }: MethodContext): MethodAnswer {
  const channel = state.channels.get(args.text('channel') ?? '')
  if (channel === undefined) return refusal('channel_not_found')
  const message = state.message(channel.id, args.text('message_ts') ?? '')
  if (message === undefined) return refusal('message_not_found')
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`
  const path = `archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`
  return accepted({ channel: channel.id, permalink: `https://${state.team.domain}.slack.com/${path}` })
}

const scopes = ['chat:write']

export const chatMethods: Readonly<Record<string, Method>> = {
  // Its rate is per channel: see web-api.ts.
  'chat.postMessage': { token: 'bot', scopes, rate: SPECIAL, run: postMessage },
  'chat.update': { token: 'bot', scopes, rate: TIER[3], run: update },
  'chat.delete': { token: 'bot', scopes, rate: TIER[3], run: remove },
  'chat.postEphemeral': { token: 'bot', scopes, rate: TIER[4], run: postEphemeral },
  'chat.getPermalink': { token: 'bot', scopes: [], rate: SPECIAL, run: getPermalink },
}
