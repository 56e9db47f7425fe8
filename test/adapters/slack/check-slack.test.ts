import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { checkSlack } from '../../../src/adapters/slack/check-slack.ts'
import type { SlackCheckOptions } from '../../../src/adapters/slack/check-slack.ts'
import { SCOPES } from '../../../src/adapters/slack/scopes.ts'
import type { Workspace } from '../../../demo/workspace/workspace.ts'
import { checkBlocks, type MessageToCheck } from '../../../src/adapters/slack/check-blocks.ts'
import { webClients } from '../../../src/adapters/slack/web-clients.ts'
import { templateMessages } from '../../../src/cli/doctor/template-messages.ts'
import { renderer } from '../templates/shipped.ts'
import { KeptLog, openOffice, TOKENS } from './support/office.ts'
import type { Office } from './support/office.ts'

describe('what doctor finds in Slack', () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice('socket')
  })
  afterAll(() => office.close())

  const found = async (change: Partial<SlackCheckOptions> = {}): Promise<string[]> => {
    // Opening connections is among the rarest things that Slack allows.
    office.clock.shiftMs += 120_000
    const findings = await checkSlack({ ...office.options, groups: [], logger: new KeptLog(), ...change })
    return findings.map(({ kind, text }) => `${kind}: ${text}`)
  }

  test('everything is good', async () => {
    const findings = await found()
    expect(findings.filter((line) => !line.startsWith('good'))).toEqual([])
    expect(findings.join('\n')).toContain('#engineering (announcements) is there, and the bot is a member')
    expect(findings.join('\n')).toContain('every scope is granted')
  })

  const channels = { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
  test.each<[string, Partial<SlackCheckOptions>, string]>([
    ['no bot token', { botToken: '' }, 'problem: SLACK_BOT_TOKEN is missing'],
    [
      'a wrong bot token',
      { botToken: 'xoxb-wrong' },
      'problem: Slack does not take the bot token: invalid_auth',
    ],
    ['no app token', { appToken: '' }, 'problem: SLACK_APP_TOKEN is missing: Socket Mode needs it'],
    [
      'a wrong app token',
      { appToken: 'xapp-wrong' },
      'problem: Slack does not take the app token: invalid_auth',
    ],
    ['no signing secret', { mode: 'http', signingSecret: '' }, 'problem: SLACK_SIGNING_SECRET is missing'],
    [
      'a channel that does not exist',
      { channels: { ...channels, incidents: '#incidnets' } },
      'problem: the channel for incidents, #incidnets, does not exist or cannot be seen by the bot',
    ],
    [
      'a channel of shadow that does not exist',
      { channels: { ...channels, shadow: '#budget-shadwo' } },
      'problem: the channel for shadow, #budget-shadwo, does not exist or cannot be seen by the bot',
    ],
    [
      'a user group that a role names',
      { groups: ['S0SRES0001'] },
      'good: 1 user group can be seen; changes count at once where the app is subscribed to the events subteam_created, subteam_members_changed, subteam_updated, else within ten seconds',
    ],
    [
      'a user group that does not exist',
      { groups: ['S0NOTHING1'] },
      'problem: a role names the user group S0NOTHING1, which does not exist',
    ],
    [
      'a person whom Slack does not know',
      { people: new Map([['U0NOBODY01', 'role sre']]) },
      'problem: role sre names U0NOBODY01, whom Slack does not know',
    ],
    [
      'somebody who left',
      { people: new Map([['U0GONE0001', 'owner of checkout']]) },
      'problem: owner of checkout names U0GONE0001, who is deactivated',
    ],
    [
      'a guest',
      { people: new Map([['U0GUEST001', 'role sre']]) },
      'problem: role sre names U0GUEST001, who is a guest of the workspace',
    ],
    [
      'people who count',
      { people: new Map([['U0SRE00001', 'role sre']]) },
      'good: Slack knows everybody whom roles and owners name (1)',
    ],
  ])('%s', async (_case, change, finding) => {
    expect(await found(change)).toContain(finding)
  })
})

test('a missing scope is named with what goes without it', async () => {
  const office = await openOffice('socket', { scopes: SCOPES.filter((scope) => scope !== 'im:write') })
  const findings = await checkSlack({ ...office.options, groups: [], logger: new KeptLog() })
  expect(findings).toContainEqual({
    kind: 'warning',
    text: 'the scope im:write is missing: nobody gets a direct message',
    todo: 'add it under "OAuth & Permissions" and install the app again',
  })
  await office.close()
})

test.each([
  [true, 'the scope users:read.email is missing: nobody is found by a mail address'],
  [false, 'every scope is granted'],
])('where people are found by mail: %s, the scope for that is asked for', async (readsMail, begins) => {
  const office = await openOffice('socket')
  const findings = await checkSlack({ ...office.options, groups: [], readsMail, logger: new KeptLog() })
  const said = findings.map(({ text }) => text).filter((text) => /scope/.test(text))
  expect(said).toEqual([expect.stringContaining(begins)])
  await office.close()
})

test('without the scope for user groups, roles that name one cannot work', async () => {
  const office = await openOffice('socket', { scopes: SCOPES.filter((scope) => scope !== 'usergroups:read') })
  const findings = await checkSlack({ ...office.options, groups: ['S0SRES0001'], logger: new KeptLog() })
  expect(findings).toContainEqual({
    kind: 'problem',
    text: 'user groups cannot be used (missing_scope): roles must list people',
    todo: 'add it under "OAuth & Permissions" and install the app again',
  })
  await office.close()
})

test('on a plan without user groups, roles that name one cannot work', async () => {
  const office = await openOffice('socket', { isFreePlan: true })
  const findings = await checkSlack({ ...office.options, groups: ['S0SRES0001'], logger: new KeptLog() })
  expect(findings).toContainEqual({
    kind: 'problem',
    text: 'user groups cannot be used (plan_upgrade_required): roles must list people',
    todo: 'list user ids under users: of each role',
  })
  await office.close()
})

describe('what Slack says of the blocks that templates make', () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice('socket')
  })
  afterAll(() => office.close())

  const section = (text: string) => ({
    template: text === '' ? 'empty' : text.slice(0, 8),
    blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text } }],
  })
  const check = async (...messages: readonly MessageToCheck[]): Promise<readonly string[]> => {
    office.clock.shiftMs += 60_000
    const client = webClients(TOKENS.botToken, office.workspace.apiUrl, new KeptLog()).asking
    return (await checkBlocks(client, messages)).map(({ kind, text }) => `${kind}: ${text}`)
  }

  test('all of them are taken', async () => {
    expect(await check(section('critical'), section('warning'))).toEqual([
      'good: Slack takes the blocks of all 2 templates',
    ])
  })

  test('what is refused is named with its template and its place', async () => {
    expect(await check(section('good'), section('x'.repeat(3_001)))).toEqual([
      'problem: Slack refuses what xxxxxxxx.liquid makes: must be less than 3001 characters (at /blocks/0/text/text)',
    ])
  })

  test('of many refusals the first are told, and the others counted', async () => {
    const found = await check(...Array.from({ length: 9 }, () => section('')))
    expect(found).toHaveLength(6)
    expect(found.at(-1)).toBe('problem: Slack refuses 4 more')
  })

  test.each<[string, Parameters<Workspace['failNext']>[1], number, string]>([
    ['does not know the method', { error: 'unknown_method' }, 1, 'unknown_method'],
    // What may pass is asked once more.
    ['answers 404', { status: 404 }, 2, 'HTTP 404'],
    ['answers with a page', { status: 200 }, 1, 'an answer that is not from Slack'],
  ])('a server that %s is said in a word', async (_what, fault, times, said) => {
    office.workspace.failNext('blocks.validate', fault, times)
    expect(await check(section('a'), section('b'))).toEqual([
      `good: the blocks of templates were not checked: the server has no blocks.validate (${said})`,
    ])
  })

  test('a server that is too busy is not said to lack it', async () => {
    office.workspace.failNext('blocks.validate', { error: 'internal_error' })
    expect(await check(section('a'))).toEqual([
      'good: the blocks of templates were not checked: the server answered internal_error',
    ])
  })

  test('a refusal without reasons is one', async () => {
    office.workspace.failNext('blocks.validate', { error: 'invalid_blocks' })
    expect(await check(section('a'))).toEqual(['problem: Slack refuses what a.liquid makes: invalid_blocks'])
  })

  test('every template that ships, at its longest, is taken', async () => {
    const messages = templateMessages(renderer, ['healthy', 'warning', 'critical', 'emergency', 'level'])
    expect(messages.length).toBeGreaterThan(30)
    expect(await check(...messages)).toEqual([
      `good: Slack takes the blocks of all ${messages.length} templates`,
    ])
  })
})
