import { App } from '@slack/bolt'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'

import { boltLogger } from '../../../src/adapters/slack/bolt-logger.ts'
import { startSlack } from '../../../src/adapters/slack/connection.ts'
import { SocketLink } from '../../../src/adapters/slack/socket-link.ts'
import { DEV, KeptLog, openOffice, TOKENS } from './support/office.ts'
import type { Office } from './support/office.ts'
import { messageIn } from './support/answers.ts'

const opened: Office[] = []
afterEach(async () => {
  for (const office of opened.splice(0)) await office.close()
})
async function office(): Promise<Office> {
  const one = await openOffice('socket')
  opened.push(one)
  return one
}

test.each([
  ['socket', { appToken: '' }, 'SLACK_APP_TOKEN is missing'],
  ['http', { signingSecret: ' ' }, 'SLACK_SIGNING_SECRET is missing'],
  ['socket', { botToken: '' }, 'SLACK_BOT_TOKEN is missing'],
  ['socket', { apiUrl: 'slack.com' }, 'SLACK_API_URL must be'],
] as const)('in %s mode with %o it does not start', async (mode, settings, message) => {
  const { options } = await office()
  await expect(startSlack({ ...options, mode, ...settings })).rejects.toThrow(message)
})

test('a token that Slack refuses ends the start with what to do', async () => {
  const { options } = await office()
  const refused = startSlack({ ...options, botToken: 'xoxb-somebody-else' })
  await expect(refused).rejects.toMatchObject({
    told: expect.stringMatching(/refused the token: invalid_auth.*budgeteer doctor/) as string,
  })
})

test('an app token that Slack refuses ends the start too', async () => {
  const { options } = await office()
  await expect(startSlack({ ...options, appToken: 'xapp-somebody-else' })).rejects.toThrow(
    'refused the token',
  )
})

test('without Slack the bot starts and says so', async () => {
  const { options } = await office()
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', () => resolve()))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const slack = await startSlack({ ...options, apiUrl: `http://127.0.0.1:${port}/api/` })
  expect(slack.connected()).toBe(false)
  expect(slack.state().lastError).not.toBeNull()
  expect((await slack.directory.identify([DEV])).get(DEV)).toMatchObject({ known: false })
  await slack.stop()
})

test('it connects as soon as Slack is back', async () => {
  const { options, workspace } = await office()
  workspace.failNext('auth.test', { dropConnection: 'before' }, 4)
  const slack = await startSlack(options)
  expect(slack.connected()).toBe(false)
  await expect.poll(() => slack.connected(), { timeout: 30_000 }).toBe(true)
  await slack.stop()
  expect(slack.connected()).toBe(false)
})

test('after the connection breaks it connects again and answers', async () => {
  const { workspace, slack } = await office()
  workspace.failNext('apps.connections.open', { dropConnection: 'before' })
  workspace.disconnectSockets('network')
  await expect.poll(() => slack.connected(), { timeout: 30_000 }).toBe(false)
  await expect
    .poll(() => slack.connected() && workspace.connectionCount() === 1, { timeout: 30_000 })
    .toBe(true)
  const told = await messageIn(await workspace.runCommand(DEV, 'C0ENGINEER', '/budget status billing'))
  expect(told.text).toContain('Billing')
})

test.each(['warning', 'refresh_requested'] as const)(
  'when Slack announces the end (%s) the next connection stands before the old one goes: every command is answered',
  async (reason) => {
    const { workspace, slack } = await office()
    workspace.failNext('apps.connections.open', { dropConnection: 'before' }, 2)
    workspace.failNext('apps.connections.open', { delayMs: 300 })
    workspace.disconnectSockets(reason)
    const failures = new Set<string | null>()
    const counts: number[] = []
    await expect
      .poll(
        async () => {
          const outcome = await workspace.runCommand(DEV, 'C0ENGINEER', '/budget status billing')
          failures.add(outcome.failure)
          if (counts.at(-1) !== workspace.connectionCount()) counts.push(workspace.connectionCount())
          return counts.join(' ')
        },
        { timeout: 30_000, interval: 20 },
      )
      .toBe('1 2 1')
    expect([...failures]).toEqual([null])
    expect(slack.connected()).toBe(true)
    expect(slack.state().lastError).toBeNull()

    // The successor is the link now: its loss is a loss.
    workspace.disconnectSockets('network')
    await expect.poll(() => slack.connected(), { interval: 5 }).toBe(false)
    await expect.poll(() => slack.connected(), { timeout: 30_000 }).toBe(true)
  },
)

test('it stops at once in the middle of a refresh', async () => {
  const { workspace, slack } = await office()
  workspace.disconnectSockets('refresh_requested')
  await expect.poll(() => workspace.connectionCount(), { interval: 5 }).toBe(2)
  const before = Date.now()
  await slack.stop()
  expect(Date.now() - before).toBeLessThan(2_000)
  await expect.poll(() => workspace.connectionCount()).toBe(0)
})

test('a refresh for which there is no other connection ends like any loss', async () => {
  const { workspace, slack } = await office()
  workspace.failNext('apps.connections.open', { status: 503 }, 1_000)
  workspace.disconnectSockets('refresh_requested')
  await expect
    .poll(() => workspace.faultsLeft('apps.connections.open'), { timeout: 30_000 })
    .toBeLessThan(999)
  expect(slack.connected()).toBe(true)
  workspace.disconnectSockets('network')
  await expect.poll(() => slack.connected(), { timeout: 30_000 }).toBe(false)
  workspace.clearFaults()
  await expect.poll(() => slack.connected(), { timeout: 30_000 }).toBe(true)
})

test('it stops within seconds although Slack still thinks about a new connection', async () => {
  const { workspace, slack } = await office()
  workspace.disconnectSockets('network')
  await expect.poll(() => slack.connected(), { interval: 5 }).toBe(false)
  workspace.failNext('apps.connections.open', { delayMs: 1_500 })
  await expect
    .poll(() => workspace.faultsLeft('apps.connections.open'), { timeout: 30_000, interval: 5 })
    .toBe(0)
  const before = Date.now()
  await slack.stop()
  expect(Date.now() - before).toBeLessThan(5_000)
  expect(slack.connected()).toBe(false)
  await expect.poll(() => workspace.connectionCount()).toBe(0)
})

test('no token stands in any line of the log, whatever fails', async () => {
  const { workspace, slack, log, options } = await office()
  workspace.failNext('*', { status: 500 }, 3)
  await slack.directory.identify([DEV, 'U0OTHER000'])
  workspace.disconnectSockets('network')
  await startSlack({ ...options, botToken: 'xoxb-wrong-token' }).catch(() => undefined)
  await expect.poll(() => slack.connected(), { timeout: 30_000 }).toBe(true)
  expect(log.lines.length).toBeGreaterThan(0)
  for (const secret of [...Object.values(TOKENS), 'xoxb-wrong-token', 'wss:', 'ws://']) {
    expect(log.lines.join('\n')).not.toContain(secret)
  }
})

test('connections that fail leave nothing behind', async () => {
  const link = new SocketLink({
    appToken: TOKENS.appToken,
    apiUrl: 'http://127.0.0.1:9/api/',
    logger: boltLogger(new KeptLog(), []),
  })
  const app = new App({
    receiver: link.receiver,
    logger: boltLogger(new KeptLog(), []),
    authorize: () => Promise.resolve({}),
  })
  expect(app).toBeDefined()
  for (let tried = 0; tried < 3; tried += 1) await expect(link.open()).rejects.toThrow()
  await link.close()
  await expect(link.open()).rejects.toThrow('the connection to Slack was closed')
})
