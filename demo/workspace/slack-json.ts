import type { JsonObject } from './json-values.ts'
import type { WorkspaceFile } from './files.ts'
import type { Channel, Message, OpenView, WorkspaceState } from './state.ts'
import type { PersonSeed, UserGroupSeed } from './workspace-options.ts'

/** A message as history, replies and `chat.postMessage` give it. */
export function messageJson(message: Message, state: WorkspaceState, withMetadata = false): JsonObject {
  const isBots = message.user === state.bot.id
  const replies = message.threadTs === null ? state.thread(message.channel, message.ts).slice(1) : []
  return {
    type: 'message',
    user: message.user,
    team: state.team.id,
    ts: message.ts,
    text: message.text,
    ...(isBots && { bot_id: state.botId, app_id: state.appId }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.threadTs !== null && { thread_ts: message.threadTs }),
    ...(replies.length > 0 && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users: [...new Set(replies.map(({ user }) => user))],
      latest_reply: replies.at(-1)?.ts,
    }),
    ...(withMetadata && message.metadata !== null && { metadata: message.metadata }),
    ...(message.edited !== null && { edited: message.edited }),
  }
}

export function channelJson(channel: Channel, state: WorkspaceState): JsonObject {
  if (channel.kind === 'dm') {
    return {
      id: channel.id,
      is_im: true,
      is_channel: false,
      user: channel.dmWith,
      created: seconds(channel.createdAt),
    }
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_archived: channel.isArchived,
    is_member: channel.members.has(state.bot.id),
    is_general: channel.name === 'general',
    created: seconds(channel.createdAt),
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  }
}

export function personJson(person: PersonSeed, state: WorkspaceState, withEmail: boolean): JsonObject {
  const isDeactivated = person.isDeactivated ?? false
  return {
    id: person.id,
    team_id: person.teamId ?? state.team.id,
    name: person.name,
    real_name: person.realName,
    deleted: isDeactivated,
    profile: {
      real_name: person.realName,
      display_name: person.realName,
      title: person.title,
      ...(withEmail && person.email !== '' && { email: person.email }),
      ...(person.isBot === true && { bot_id: state.botId, api_app_id: state.appId }),
    },
    ...zoneJson(person.timeZone ?? 'Etc/UTC', state.now()),
    is_bot: person.isBot ?? false,
    is_app_user: false,
    // Slack leaves the guest flags out for people who are deactivated.
    ...(!isDeactivated && {
      is_admin: false,
      is_owner: false,
      is_restricted: person.isRestricted ?? false,
      is_ultra_restricted: person.isUltraRestricted ?? false,
    }),
    ...(person.isStranger === true && { is_stranger: true }),
    updated: 0,
  }
}

function zoneJson(timeZone: string, now: number): JsonObject {
  const part = (timeZoneName: 'long' | 'longOffset'): string =>
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(part('longOffset')) ?? []
  const seconds = (Number(hours) * 60 + Number(minutes)) * 60
  return { tz: timeZone, tz_label: part('long'), tz_offset: sign === '-' ? -seconds : seconds }
}

export function userGroupJson(group: UserGroupSeed, state: WorkspaceState, withUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: state.team.id,
    is_usergroup: true,
    name: group.name,
    description: '',
    handle: group.handle,
    date_delete: group.isDisabled === true ? 1 : 0,
    user_count: group.users.length,
    ...(withUsers && { users: group.users }),
  }
}

/** A file as `files.*` give it. Before Slack has looked at it, its type is not known. */
export function fileJson(file: WorkspaceFile, state: WorkspaceState): JsonObject {
  const picture = state.files.isProcessed(file) ? file.picture : null
  const size = picture?.size ?? null
  const shares = (kind: Channel['kind']): readonly string[] =>
    [...file.channels].filter((id) => state.channels.get(id)?.kind === kind)
  return {
    id: file.id,
    created: seconds(file.completedAt ?? file.askedAt),
    timestamp: seconds(file.completedAt ?? file.askedAt),
    name: file.name,
    title: file.title,
    ...(file.altText !== '' && { alt_txt: file.altText }),
    mimetype: picture?.mimetype ?? '',
    filetype: picture?.filetype ?? '',
    pretty_type: picture?.filetype.toUpperCase() ?? '',
    ...(size !== null && { original_w: size.width, original_h: size.height }),
    user: state.bot.id,
    user_team: state.team.id,
    mode: 'hosted',
    editable: false,
    is_external: false,
    is_public: shares('public').length > 0,
    public_url_shared: false,
    size: file.length,
    url_private: `https://files.slack.com/files-pri/${state.team.id}-${file.id}/${encodeURIComponent(file.name)}`,
    channels: shares('public'),
    groups: shares('private'),
    ims: shares('dm'),
  }
}

/** A view as `views.*` and the payloads give it; `values` is what the person has filled in. */
export function viewJson(open: OpenView, state: WorkspaceState, values: JsonObject = {}): JsonObject {
  return {
    ...open.view,
    id: open.id,
    team_id: state.team.id,
    app_id: state.appId,
    app_installed_team_id: state.team.id,
    bot_id: state.botId,
    state: { values },
    hash: open.hash,
    root_view_id: open.rootId,
    previous_view_id: open.previousId,
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000)
}
