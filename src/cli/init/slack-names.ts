import { channel, groupId, userId } from '../../config/reading/fields.ts'
import type { People } from './starter.ts'

export type Read<Value> = { readonly value: Value } | { readonly fault: string }

/** Ids of people and groups, separated by commas or blanks. A mention that was copied from a message is its id. */
export function readPeople(text: string): Read<People> {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  const ids = parts.map((part) => /^<(?:@|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(part)?.[1] ?? part)
  const wrong = ids.find((id) => !isUser(id) && !isGroup(id))
  if (wrong !== undefined) return { fault: noId(wrong) }
  if (ids.length === 0) return { fault: `nobody is named; ${WHERE_IDS_ARE}` }
  return { value: { users: [...new Set(ids.filter(isUser))], groups: [...new Set(ids.filter(isGroup))] } }
}

/** As the configuration has them. The # may be left out: shells take it for the beginning of a comment. */
export function readChannel(text: string): Read<string> {
  const mention = /^<#([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(text.trim())?.[1]
  const name = mention ?? text.trim()
  const asked = isChannel(name) ? name : `#${name}`
  if (isChannel(asked)) return { value: asked }
  return {
    fault: /\p{Lu}/u.test(name)
      ? 'names of channels are in small letters, such as #engineering; an id begins with C or G'
      : 'a channel such as #engineering, or its id (C…), which stands at the end of its "About" page',
  }
}

const isUser = (id: string): boolean => userId.safeParse(id).success
const isGroup = (id: string): boolean => groupId.safeParse(id).success
const isChannel = (name: string): boolean => channel.safeParse(name).success

const WHERE_IDS_ARE =
  'an id is U… of a person (in Slack: profile, ⋮, Copy member ID) or S… of a user group (at the end of the address of its page)'

const noId = (text: string): string =>
  text.startsWith('@') || text.includes('@')
    ? `${text} is a name, which its owner may change; ${WHERE_IDS_ARE}`
    : `${text} is no id of Slack; ${WHERE_IDS_ARE}`

export const faultOf = (read: Read<unknown>): string | undefined => ('fault' in read ? read.fault : undefined)
