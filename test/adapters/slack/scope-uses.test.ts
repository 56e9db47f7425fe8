import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MAIL_SCOPE, type Scope, SCOPES, WITHOUT_SCOPE } from '../../../src/adapters/slack/scopes.ts'

const FOLDER = join(import.meta.dirname, '../../../src/adapters/slack')
const SOURCE = globSync('**/*.ts', { cwd: FOLDER })
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'))
  .join('\n')

/** What Slack asks for each method that the bot calls; for some it depends on the kind of channel. */
const SCOPES_OF: Readonly<Record<string, readonly Scope[]>> = {
  'apps.connections.open': [],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  // Where the bot is no member.
  'chat.postMessage': ['chat:write', 'chat:write.public'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.join': ['channels:join'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'users.lookupByEmail': [MAIL_SCOPE],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
}

const FAMILIES =
  'admin|apps|auth|bookmarks|bots|calls|canvases|chat|conversations|dnd|emoji|files|migration|oauth|openid|pins|reactions|reminders|search|stars|team|usergroups|users|views|workflows'
const called = new Set(
  [...SOURCE.matchAll(new RegExp(`\\.((?:${FAMILIES})\\.[a-zA-Z.]+)\\(`, 'g'))].map(
    ([, method = '']) => method,
  ),
)

test('every method of Slack that the bot calls is listed with the scopes that it needs, and no other', () => {
  expect([...called].sort()).toEqual(Object.keys(SCOPES_OF).sort())
  expect(SOURCE).not.toMatch(/\.apiCall\([^']/)
})

test('the bot asks for the scopes of what it calls, for slash commands, and for nothing else', () => {
  const needed = new Set<string>([...called].flatMap((method) => SCOPES_OF[method] ?? []))
  if (/\.command\(/.test(SOURCE)) needed.add('commands')
  expect([...needed].sort()).toEqual([...SCOPES, MAIL_SCOPE].sort())
})

test('no scope lets the bot act as a person, administer the workspace, or read what is none of its channels', () => {
  for (const scope of [...SCOPES, MAIL_SCOPE])
    expect(scope).not.toMatch(
      /^admin|^search|:write\.customize|users:write|usergroups:write|mpim|files:read|^identify/,
    )
  expect(Object.keys(WITHOUT_SCOPE).sort()).toEqual([...SCOPES, MAIL_SCOPE].sort())
})
