import { describe, expect, test } from 'vitest'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { freePort } from '../support/free-port.ts'
import { aHome, anInhabitedWorkspace, pushOrders, TOKENS } from './a-home.ts'
import { runCli, startCli } from './run-cli.ts'

/** What Kubernetes gives before it kills. */
const STOP_MS = 30_000

describe('start --once', () => {
  test('polls, sends what is owed, and ends; a second time there is nothing new to say', async () => {
    const home = await aHome()
    const { workspace, env } = await anInhabitedWorkspace()
    await pushOrders(home, 0.18)
    const first = await startCli(['start', '--once', ...home.config], env).ran
    expect(first).toMatchObject({ code: 0, out: '' })
    const announced = workspace.messages('engineering')
    const heads = announced.filter(({ threadTs }) => threadTs === null)
    expect(heads).toHaveLength(1)
    expect(heads[0]?.text).toContain('CRITICAL')
    for (const { threadTs } of announced) expect([null, heads[0]?.ts]).toContain(threadTs)

    const second = await startCli(['start', '--once', ...home.config], env).ran
    expect(second.code).toBe(0)
    expect(workspace.messages('engineering').map(({ ts }) => ts)).toEqual(announced.map(({ ts }) => ts))
    for (const secret of Object.values(TOKENS)) expect(first.err + second.err).not.toContain(secret)
  })

  test('a message to a channel that is not there waits, and the log and the exit code say so', async () => {
    const home = await aHome()
    const { env } = await anInhabitedWorkspace()
    await pushOrders(home, 0.18)
    await home.edit('budgeteer.yaml', '#engineering', '#enginering')
    const { code, err } = await startCli(['start', '--once', ...home.config], env).ran
    expect(err).toMatch(/"level":40,.*no channel #enginering.*message postponed/)
    expect(code).toBe(1)
  })
})

describe('start', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly at %s, within ten seconds', async (signal) => {
    const home = await aHome()
    const { workspace, env } = await anInhabitedWorkspace()
    const port = await freePort()
    await home.edit('budgeteer.yaml', 'port: 0', `port: ${port}`)
    await pushOrders(home, 0.18)
    const started = startCli(['start', ...home.config], env)
    await started.saying('budgeteer is running')
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    await workspace.waitFor(() => workspace.messages('engineering')[0], 30_000)

    const toldAt = performance.now()
    started.child.kill(signal)
    const { code, err } = await started.ran
    expect(performance.now() - toldAt).toBeLessThan(STOP_MS)
    expect(code).toBe(0)
    expect(err).toContain(`"signal":"${signal}"`)
    expect(err).not.toMatch(/"level":50/)
    expect(workspace.connectionCount()).toBe(0)
    const verified = await runCli(['audit', 'verify', ...home.config])
    expect(verified.out).toMatch(/^Good: /)
  })

  test('stops before it would be killed while Prometheus and Slack hang', async () => {
    const hanging = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(hanging, 'listening')
    const address = hanging.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
    const home = await aHome()
    const { env } = await anInhabitedWorkspace()
    await home.edit(
      'budgeteer.yaml',
      'store:',
      `sources: { main: { prometheus: { url: '${url}' } } }\nstore:`,
    )
    await home.edit('slos/checkout.yaml', '{ pushed: {} }', '{ events: { bad: b_total, total: t_total } }')
    const started = startCli(['start', ...home.config], {
      ...env,
      SLACK_API_URL: `${url}/api/`,
    })
    await started.saying('budgeteer is running')
    const toldAt = performance.now()
    started.child.kill('SIGTERM')
    const { code } = await started.ran
    expect(performance.now() - toldAt).toBeLessThan(STOP_MS)
    expect(code).toBe(0)
    hanging.closeAllConnections()
    hanging.close()
  })
})

describe('what keeps it from starting is reported without a stack', () => {
  test('secrets that are not set, all at once', async () => {
    const home = await aHome()
    const { code, out, err } = await startCli(['start', ...home.config]).ran
    expect({ code, out }).toEqual({ code: 1, out: '' })
    for (const variable of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'BUDGETEER_TOKEN_CI'])
      expect(err).toContain(`the environment variable ${variable} is not set`)
    expect(err).not.toMatch(/\n +at /)
  })

  test('a bot token that Slack refuses', async () => {
    const home = await aHome()
    const { env } = await anInhabitedWorkspace()
    const { code, err } = await startCli(['start', ...home.config], { ...env, SLACK_BOT_TOKEN: 'xoxb-wrong' })
      .ran
    expect(code).toBe(1)
    expect(err).toContain('invalid_auth')
    expect(err).not.toContain('xoxb-wrong')
    expect(err).not.toMatch(/\n +at /)
  })

  test('a port that another program has', async () => {
    const home = await aHome()
    const { env } = await anInhabitedWorkspace()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    await home.edit('budgeteer.yaml', 'port: 0', `port: ${port}`)
    const { code, err } = await startCli(['start', ...home.config], env).ran
    other.close()
    expect(code).toBe(1)
    expect(err).toContain(
      `error: port 127.0.0.1:${port} is taken by another program; end that program, or choose another port (http.port, or --port)`,
    )
    expect(err).not.toMatch(/\n +at /)
  })
})
