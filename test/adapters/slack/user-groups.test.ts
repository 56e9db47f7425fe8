import { WebClient } from '@slack/web-api'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { ACTION } from '../../../src/adapters/slack/action-ids.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { SlackDirectory } from '../../../src/adapters/slack/directory.ts'
import type { ApprovalRequestMessage } from '../../../src/core/requests/messages.ts'
import { requestPrompts } from '../../../src/core/requests/notices.ts'
import { CALL } from '../../support/platform.ts'
import { TestClock } from '../../support/test-clock.ts'
import { messageIn } from './support/answers.ts'
import { posted, press } from './support/messages.ts'
import { BOOK, DEV, KeptLog, openOffice, OWNER, SENIOR, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'
import { sampleFacts } from './support/sample-facts.ts'

const GROUP = 'S0SRES0001'
const LIST = 'usergroups.list'
const BROKEN = { error: 'internal_error' }
/** A call that is answered as ever, and counted. */
const COUNTED = { delayMs: 1 }
const MANY = 10_000

/** Senior engineers are the members of a group alone; service owners are named by id. */
const BY_GROUP = {
  ...BOOK,
  roles: new Map([
    ...BOOK.roles,
    ['senior-engineer', { title: 'Senior engineer', users: [], groups: [GROUP], implies: [] }],
  ]),
}
const BY_ID = {
  ...BOOK,
  roles: new Map([...BOOK.roles].map(([role, held]) => [role, { ...held, groups: [] }])),
}

let office: Office
afterEach(() => office.close())

/** Time stands still: what is known does not grow old, and only what Slack tells can change it. */
function stopClock(): () => void {
  const now = vi.spyOn(office.clock, 'now').mockReturnValue(office.clock.now())
  return () => now.mockRestore()
}

let revisions = 0
async function opened(): Promise<{ readonly id: string; readonly revision: string }> {
  const revision = `rev${(revisions += 1)}`
  const outcome = await office.useCases.requests.open({
    service: 'inference-gateway',
    change: 'feature',
    revision,
    environment: 'production',
    risk: null,
    summary: '',
    answers: new Map([['rollback-plan', 'revert it']]),
    requestedBy: DEV,
  })
  if (outcome.kind !== 'opened') throw new Error(outcome.kind)
  return { id: outcome.request.id, revision }
}

async function ask(
  revision: string,
): Promise<{ readonly allowed: boolean; readonly reasons: readonly string[] }> {
  const outcome = await office.useCases.gate.ask({
    ...CALL,
    change: 'feature',
    revision,
    confirmed: ['tests-passing'],
  })
  if (outcome.kind !== 'answered') throw new Error(outcome.kind)
  return outcome.answer
}

/** Presses Approve under a request in Slack; what the person is told, '' when the click counts. */
async function pressApprove(id: string, person: string): Promise<string> {
  const request = await office.platform.requestNow(id)
  const content: ApprovalRequestMessage = {
    kind: 'approval-request',
    request: { ...sampleFacts, requestId: id },
    prompts: requestPrompts(request, office.platform.catalog),
  }
  const address = { kind: 'channel', purpose: 'approvals' } as const
  const message = await posted(
    office,
    { address, subject: `request/${id}`, content },
    { text: 'Deploy request', blocks: messageBlocks(content, 'Deploy request') },
  )
  const outcome = await press(office, person, message, ACTION.approve)
  const isTaken = async (): Promise<boolean> =>
    (await office.platform.requestNow(id)).approvals.length > request.approvals.length
  if (await isTaken()) return ''
  return await Promise.race([
    messageIn(outcome).then(({ text }) => text),
    expect
      .poll(isTaken, { timeout: 30_000 })
      .toBe(true)
      .then(() => ''),
  ])
}

/** A feature that a service owner and one of the group have approved at WARNING: the gate lets it pass. */
async function approved(): Promise<{ readonly id: string; readonly revision: string }> {
  const request = await opened()
  expect(await pressApprove(request.id, OWNER)).toBe('')
  expect(await pressApprove(request.id, SRE)).toBe('')
  expect((await office.platform.requestNow(request.id)).approvals).toHaveLength(2)
  return request
}

const groupsOf = async (userId: string) => {
  const identity = (await office.slack.directory.identify([userId])).get(userId)
  return identity?.known === true ? identity.groups : 'unknown'
}

describe('somebody who is taken out of a group', () => {
  test('approves no more and counts no more at the gate once ten seconds are over, where nothing is told', async () => {
    office = await openOffice('socket', { book: BY_GROUP, events: [] })
    const { revision } = await approved()
    const next = await opened()
    office.workspace.changeUserGroup(GROUP, { users: [SENIOR] })
    office.clock.shiftMs += 10_000

    expect(await ask(revision)).toMatchObject({ allowed: false, reasons: ['approval_missing'] })
    expect(await pressApprove(next.id, SRE)).toContain('The open seats are for')
    expect(await pressApprove(next.id, SENIOR)).toBe('')
  })

  test.each(['socket', 'http'] as const)('is out as soon as Slack has told, over %s', async (mode) => {
    office = await openOffice(mode, { book: BY_GROUP })
    const { revision } = await approved()
    const next = await opened()
    const goOn = stopClock()
    office.workspace.changeUserGroup(GROUP, { users: [SENIOR] })
    await expect.poll(() => groupsOf(SRE), { timeout: 30_000 }).toEqual(new Set())
    goOn()

    expect(await ask(revision)).toMatchObject({ allowed: false, reasons: ['approval_missing'] })
    expect(await pressApprove(next.id, SRE)).toContain('The open seats are for')
  })
})

test('a group that is made later counts once it is told, and its members with it', async () => {
  const roles = new Map([
    ...BOOK.roles,
    ['sre', { title: 'SRE', users: [], groups: ['S0LATER001'], implies: [] }],
  ])
  office = await openOffice('socket', { book: { ...BOOK, roles } })
  stopClock()
  expect(await groupsOf(DEV)).toEqual(new Set())
  office.workspace.addUserGroup({ id: 'S0LATER001', handle: 'later', name: 'Later', users: [DEV] })
  await expect.poll(() => groupsOf(DEV), { timeout: 30_000 }).toEqual(new Set(['S0LATER001']))
})

test('a change of a group that no role names costs no call', async () => {
  office = await openOffice('socket', { book: BY_GROUP })
  office.workspace.addUserGroup({ id: 'S0COOKS001', handle: 'cooks', name: 'Cooks', users: [] })
  office.workspace.failNext(LIST, COUNTED, MANY)
  stopClock()
  await groupsOf(SRE)
  office.workspace.changeUserGroup('S0COOKS001', { users: [DEV] })
  // Events arrive in order: when the bot knows of the second change, it has heard of the first.
  office.workspace.changeUserGroup(GROUP, { users: [] })
  await expect.poll(() => groupsOf(SRE), { timeout: 30_000 }).toEqual(new Set())
  expect(office.workspace.faultsLeft(LIST)).toBeGreaterThanOrEqual(MANY - 3)
})

test('where roles name people alone, failing groups block neither request nor approval nor gate', async () => {
  office = await openOffice('socket', { book: BY_ID })
  office.workspace.failNext(LIST, BROKEN, MANY)
  const { id, revision } = await opened()
  expect(await pressApprove(id, OWNER)).toBe('')
  expect(await pressApprove(id, SENIOR)).toBe('')
  expect(await ask(revision)).toMatchObject({ allowed: true })
  expect(office.workspace.faultsLeft(LIST)).toBe(MANY)
})

describe('while groups cannot be had', () => {
  const FIVE_MINUTES_MS = 5 * 60_000
  beforeEach(async () => {
    office = await openOffice('socket', { book: BY_GROUP })
  })

  test('the gate takes answers of the last five minutes, then says whom it does not know, and voids nothing', async () => {
    const { revision } = await approved()
    const other = await approved()
    office.workspace.failNext(LIST, BROKEN, MANY)
    office.clock.shiftMs += FIVE_MINUTES_MS - 60_000
    expect(await ask(other.revision)).toMatchObject({ allowed: true })
    office.clock.shiftMs += FIVE_MINUTES_MS
    expect(await ask(revision)).toMatchObject({
      allowed: false,
      reasons: ['approval_missing', 'identity_unknown'],
    })
    office.workspace.clearFaults()
    office.clock.shiftMs += 10_000
    expect(await ask(revision)).toMatchObject({ allowed: true })
  })

  test('what was known before a change that Slack told counts no longer', async () => {
    stopClock()
    expect(await groupsOf(SRE)).toEqual(new Set([GROUP]))
    office.workspace.failNext(LIST, BROKEN, MANY)
    office.workspace.changeUserGroup(GROUP, { users: [] })
    await expect.poll(() => groupsOf(SRE), { timeout: 30_000 }).toBeNull()
  })

  test('people who are named by id act as ever; others are told what is not known of them', async () => {
    office.workspace.failNext(LIST, BROKEN, MANY)
    office.clock.shiftMs += 2 * FIVE_MINUTES_MS
    const { id } = await opened()
    expect(await pressApprove(id, OWNER)).toBe('')
    expect(await pressApprove(id, SRE)).toContain('I could not look up your user groups just now')
    expect(await groupsOf(SRE)).toBeNull()
  })

  test('a rate limit is kept: Slack is left alone for as long as it said', async () => {
    const { revision } = await approved()
    office.clock.shiftMs += FIVE_MINUTES_MS + 60_000
    office.workspace.failNext(LIST, { status: 429, retryAfterSeconds: 120 })
    office.workspace.failNext(LIST, COUNTED, MANY)
    for (const waitMs of [0, 20_000, 40_000]) {
      office.clock.shiftMs += waitMs
      expect(await ask(revision)).toMatchObject({
        allowed: false,
        reasons: ['approval_missing', 'identity_unknown'],
      })
    }
    expect(office.workspace.faultsLeft(LIST)).toBe(MANY)
    office.clock.shiftMs += 120_000
    expect(await ask(revision)).toMatchObject({ allowed: true })
  })

  test.each([
    ['no scope', { error: 'missing_scope' }],
    ['a path that is not there', { status: 404 }],
    ['a page of a proxy', { status: 502 }],
  ])('%s makes nobody a member, and nobody is said to be none', async (_what, fault) => {
    office.workspace.failNext(LIST, fault, MANY)
    office.clock.shiftMs += 2 * FIVE_MINUTES_MS
    expect(await groupsOf(SRE)).toBeNull()
  })
})

test.each([
  ['a free plan', 'plan_upgrade_required'],
  ['a server without groups', 'unknown_method'],
])('on %s nobody is in a group, and ids count', async (_what, error) => {
  office = await openOffice('socket', { book: BY_GROUP })
  office.workspace.failNext(LIST, { error }, MANY)
  expect(await groupsOf(SRE)).toEqual(new Set())
  const { id } = await opened()
  expect(await pressApprove(id, OWNER)).toBe('')
  expect(await pressApprove(id, SRE)).toContain('The open seats are for')
})

test('a hundred calls of the gate cost one list', async () => {
  office = await openOffice('socket', { book: BY_GROUP })
  const { revision } = await approved()
  office.clock.shiftMs += 10_000
  office.workspace.failNext(LIST, COUNTED, MANY)
  stopClock()
  const atOnce = await Promise.all(Array.from({ length: 50 }, () => ask(revision)))
  expect(atOnce.filter(({ allowed }) => allowed)).toHaveLength(1)
  for (let call = 0; call < 50; call += 1) await ask(revision)
  expect(office.workspace.faultsLeft(LIST)).toBe(MANY - 1)
})

describe('a server that lists groups without their members', () => {
  test('is asked for those of the groups that roles name, twenty times a minute at most', async () => {
    office = await openOffice('socket')
    const members = new Map([1, 2, 3, 4, 5].map((index) => [`S0000000${index}`, [`U0000000${index}`]]))
    const calls: string[] = []
    const server = createServer((request, response) => {
      const method = request.url?.split('/').at(-1) ?? ''
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const asked = new URLSearchParams(body)
        calls.push([method, asked.get('usergroup') ?? ''].join(' ').trim())
        const answer = {
          'usergroups.list': { usergroups: [...members.keys(), 'S00OTHER0'].map((id) => ({ id })) },
          'usergroups.users.list': { users: members.get(asked.get('usergroup') ?? '') },
          'users.info': { user: { id: asked.get('user'), name: 'ada', team_id: 'T1' } },
        }[method]
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ ok: true, ...answer }))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as AddressInfo
    const clock = new TestClock()
    const directory = new SlackDirectory(
      new WebClient('xoxb-test', { slackApiUrl: `http://127.0.0.1:${port}/api/` }),
      () => ({
        teamId: 'T1',
        teamName: '',
        teamUrl: '',
        enterpriseId: null,
        botUserId: 'U1',
        botId: 'B1',
        scopes: [],
      }),
      clock,
      new KeptLog(),
      () => [...members.keys()],
    )
    const groupOf = async (userId: string) => (await directory.identify([userId])).get(userId)
    expect(await groupOf('U00000002')).toMatchObject({ groups: new Set(['S00000002']) })
    const singles = () => calls.filter((call) => call.startsWith('usergroups.users.list'))
    expect(singles()).toEqual([...members.keys()].map((id) => `usergroups.users.list ${id}`))

    // Five calls may be made every fifteen seconds.
    members.set('S00000002', [])
    clock.advance(12_000)
    await groupOf('U00000003')
    expect(singles()).toHaveLength(5)
    clock.advance(3_000)
    expect(await groupOf('U00000002')).toMatchObject({ groups: new Set() })
    expect(singles()).toHaveLength(10)
    await new Promise((resolve) => server.close(resolve))
  })
})
