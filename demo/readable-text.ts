import { CHANNELS, PEOPLE, USER_GROUPS } from './cast.ts'

/** A message's text as a person reads it on a terminal: names for ids, words for links, characters for entities. */
export const readableText = (mrkdwn: string): string =>
  mrkdwn
    .replaceAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_all, id: string) => nameOf(id))
    .replaceAll(/<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>/g, (_all, id: string) => `@${groupOf(id)}`)
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<!(\w+)[^>]*>/g, '@$1')
    .replaceAll(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, (_all, id: string) => `#${channelOf(id)}`)
    .replaceAll(/<([^|>\s]+)\|([^>]*)>/g, '$2')
    .replaceAll(/<([^|>\s]+)>/g, '$1')
    .replaceAll(/(^|\s)[*`]([^*`\n]+)[*`](?=[\s.,:;)]|$)/gm, '$1$2')
    .replaceAll(/(?<=^|\s):[a-z][a-z0-9_+-]*:\s?/gm, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

export const nameOf = (userId: string): string =>
  PEOPLE.find(({ id }) => id === userId)?.realName ?? 'somebody'

const groupOf = (groupId: string): string => USER_GROUPS.find(({ id }) => id === groupId)?.handle ?? 'a group'

const channelOf = (channelId: string): string =>
  CHANNELS.find(({ id }) => id === channelId)?.name ?? 'a channel'
