import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Finding } from '../../src/cli/doctor/finding.ts'
import { SCOPES } from '../../src/adapters/slack/scopes.ts'
import { freePort } from '../support/free-port.ts'
import { hasPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { aHome, anInhabitedWorkspace, type Home, pushOrders, TOKENS } from './a-home.ts'
import { startProxy } from '../support/proxy-server.ts'
import type { Ran } from '../support/start-program.ts'
import { runCli, startCli } from './run-cli.ts'

interface Report {
  readonly at: string
  readonly healthy: boolean
  readonly findings: readonly Finding[]
}

const MARKS = { good: '✓', warning: '!', problem: '✗' } as const

/** `✗ slack: every scope is granted` */
const linesOf = ({ out }: Ran): string[] =>
  (JSON.parse(out) as Report).findings.map(({ area, kind, text }) => `${MARKS[kind]} ${area}: ${text}`)

/** A bot in good health: a workspace, counts that were pushed, a free port. */
async function aHealthyBot(): Promise<{ home: Home; env: Readonly<Record<string, string>> }> {
  const [home, { env }] = [await aHome(), await anInhabitedWorkspace()]
  await pushOrders(home, 0.38)
  return { home, env }
}

const doctor = ({ config }: Home, env: Readonly<Record<string, string>>): Promise<Ran> =>
  runCli(['doctor', '--json', ...config], env)

async function serving(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const json = (body: unknown): RequestListener => {
  const text = JSON.stringify(body)
  return (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(text)
}

test('a mail server and a receiver that are not there are named', async () => {
  const { home, env } = await aHealthyBot()
  const port = await freePort()
  await home.edit(
    'budgeteer.yaml',
    'default_policy:',
    `mail: { host: 127.0.0.1, port: ${port}, from: bot@example.com }
webhooks: [{ name: gone, url: 'https://receiver.invalid/events', secret_env: RECEIVER_SECRET }]
default_policy:`,
  )
  const ran = await doctor(home, { ...env, RECEIVER_SECRET: 'a-secret-of-the-receiver' })
  expect(ran.code).toBe(1)
  const lines = linesOf(ran).filter((line) => /mail|webhooks/.test(line))
  expect(lines).toEqual([
    `✗ mail: 127.0.0.1:${port} takes no mail: the mail server could not be used: ESOCKET`,
    expect.stringMatching(/^✗ webhooks: the host of gone is not known: .*receiver\.invalid/),
  ])
})

describe('a bot in good health', () => {
  test('has a good finding in every area, one line each', async () => {
    const { home, env } = await aHealthyBot()
    const { code, out, err } = await runCli(['doctor', ...home.config], env)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toMatch(/[!✗]/)
    for (const line of [
      'Configuration\n  ✓ 1 service, 1 SLO, policies decision-matrix 2.0+',
      ', error-budget-policy 1.0+',
      'Environment\n  ✓ every secret that the configuration names is set',
      '✓ every scope is granted',
      '✓ #engineering (announcements) is there, and the bot is a member',
      '✓ Slack knows everybody whom roles and owners name (4)',
      "✓ Slack's clock and this machine's agree",
      'SLOs\n  ✓ checkout/orders: 38% of the budget left',
      '✓ it can be written to',
      '✓ the audit log is intact, 0 entries',
      'HTTP\n  ✓ any free port of 127.0.0.1 is taken',
      'The bot can start (0 warnings).',
    ])
      expect(out).toContain(line)
  })

  test('joins the channel of shadow like the others', async () => {
    const { home, env } = await aHealthyBot()
    await home.edit('budgeteer.yaml', "'#incidents'", "'#incidents', shadow: '#budget-shadow'")
    await home.edit('slos/checkout.yaml', 'title: Checkout', 'title: Checkout\n    enforcement: shadow')
    const ran = await doctor(home, env)
    expect(ran.code).toBe(0)
    expect(linesOf(ran)).toContain('✓ slack: #budget-shadow (shadow) is there, and the bot is a member')
  })

  test('--json is JSON alone, and holds no secret', async () => {
    const { home, env } = await aHealthyBot()
    const { code, out } = await doctor(home, env)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ at: expect.stringMatching(/Z$/) as string, healthy: true })
    for (const secret of [...Object.values(TOKENS), 'a-token-of-the-pipeline'])
      expect(out).not.toContain(secret)
  })

  test('leaves the audit log as it was', async () => {
    const { home, env } = await aHealthyBot()
    await doctor(home, env)
    expect(linesOf(await doctor(home, env))).toContain('✓ store: the audit log is intact, 0 entries')
  })
})

interface Sickness {
  readonly name: string
  readonly edits: readonly (readonly [file: string, find: string, replacement: string])[]
  readonly env: Readonly<Record<string, string>>
  readonly findings: readonly RegExp[]
}

const SICKNESSES: readonly Sickness[] = [
  {
    name: 'a bot token that Slack refuses, another program at the port, and an SLO that is written wrongly',
    edits: [
      ['budgeteer.yaml', 'port: 0', 'port: $taken'],
      ['slos/checkout.yaml', 'objective: 99', 'objective: 199'],
    ],
    env: { SLACK_BOT_TOKEN: 'xoxb-wrong' },
    findings: [
      /^✗ configuration: .*checkout\.yaml:6 .*objective/,
      /^✗ slack: Slack does not take the bot token: invalid_auth$/,
      /^✗ http: another program listens at 127\.0\.0\.1:\d+$/,
    ],
  },
  {
    name: 'Slack out of reach, a secret that is not set, and a source out of reach',
    edits: [
      ['budgeteer.yaml', 'store:', 'sources: { main: { prometheus: { url: http://127.0.0.1:9 } } }\nstore:'],
    ],
    env: { SLACK_API_URL: 'http://127.0.0.1:$closed/api/', BUDGETEER_TOKEN_CI: '' },
    findings: [
      /^✗ environment: the environment variable BUDGETEER_TOKEN_CI is not set; gate token ci needs it$/,
      /^✗ slack: Slack cannot be asked: .*ECONNREFUSED/,
      /^✗ sources: main at http:\/\/127\.0\.0\.1:9 cannot be asked: .*ECONNREFUSED/,
    ],
  },
  {
    name: 'an app token that Slack refuses, and channels, groups and people who are not there',
    edits: [
      ['budgeteer.yaml', "'#incidents'", "'#incidnets', shadow: '#budget-shadwo'"],
      ['budgeteer.yaml', 'S0SRE]', 'S0NOBODY]'],
      ['slos/checkout.yaml', 'U0OWNER', 'U0NOBODY'],
    ],
    env: { SLACK_APP_TOKEN: 'xapp-wrong' },
    findings: [
      /^✗ slack: the channel for incidents, #incidnets, does not exist or cannot be seen by the bot$/,
      /^✗ slack: the channel for shadow, #budget-shadwo, does not exist or cannot be seen by the bot$/,
      /^✗ slack: a role names the user group S0NOBODY, which does not exist$/,
      /^✗ slack: owner of checkout names U0NOBODY, whom Slack does not know$/,
      /^✗ slack: Slack does not take the app token: invalid_auth$/,
    ],
  },
  {
    name: 'an API address that is none, two sources that cannot be asked, a foreign address, and a store that is no file',
    edits: [
      [
        'budgeteer.yaml',
        'store:',
        `sources:
  one: { prometheus: { url: https://127.0.0.1:9, ca_file: /nowhere/ca.pem } }
  two: { prometheus: { url: http://127.0.0.1:9, auth: { bearer_env: PROMETHEUS_TOKEN } } }
store:`,
      ],
      ['budgeteer.yaml', 'host: 127.0.0.1', 'host: 192.0.2.1'],
      ['budgeteer.yaml', 'data/budgeteer.db', 'config'],
    ],
    env: { PROMETHEUS_TOKEN: '', SLACK_API_URL: 'slack.com' },
    findings: [
      /^✗ environment: SLACK_API_URL is no http or https address/,
      /^✗ environment: the environment variable PROMETHEUS_TOKEN is not set; source two needs it$/,
      /^✗ sources: this check failed: .*ca\.pem does not exist/,
      /^✗ sources: two was not asked: its secret is not set$/,
      /^✗ store: cannot open the store .*config: /,
      /^✗ http: the bot cannot listen at 192\.0\.2\.1:0: .*EADDRNOTAVAIL/,
    ],
  },
]

test.each(SICKNESSES)(
  '$name: each is told, and hides no other',
  async ({ edits, env: changed, findings }) => {
    const { home, env } = await aHealthyBot()
    const taken = await serving(json({ hello: 'there' }))
    for (const [file, find, replacement] of edits)
      await home.edit(file, find, replacement.replace('$taken', String(taken)))
    const closed = String(await freePort())
    const sick = Object.entries(changed).map(([name, value]) => [name, value.replace('$closed', closed)])
    const ran = await doctor(home, { ...env, ...(Object.fromEntries(sick) as Record<string, string>) })
    expect(ran.code).toBe(1)
    const lines = linesOf(ran)
    const problems = lines.filter((line) => line.startsWith('✗'))
    for (const finding of findings) expect(problems).toContainEqual(expect.stringMatching(finding))
    expect(problems).toHaveLength(findings.length)
    for (const area of ['configuration', 'environment', 'store', 'http'])
      expect(lines.join('\n')).toContain(` ${area}: `)
    const { findings: told } = JSON.parse(ran.out) as Report
    for (const { kind, todo } of told) expect(todo === null).toBe(kind === 'good')
  },
)

describe('findings that still let the bot work', () => {
  test('a missing scope, a group without members, nothing pushed yet', async () => {
    const home = await aHome()
    const scopes = SCOPES.filter((scope) => scope !== 'im:write')
    const { workspace, env } = await anInhabitedWorkspace({ scopes })
    workspace.changeUserGroup('S0SRE', { users: [] })
    const ran = await runCli(['doctor', ...home.config], env)
    expect(ran.code).toBe(0)
    for (const line of [
      '! the scope im:write is missing: nobody gets a direct message → add it under "OAuth & Permissions"',
      '! the user group S0SRE has no members → add the people who may approve',
      '! checkout/orders has no figure (no data): nothing was pushed in that time → push counts to POST /v1/events',
      'The bot can start (3 warnings).',
    ])
      expect(ran.out).toContain(line)
  })

  test.each([
    [true, '✓ http: a Budgeteer is running at', 'and ready'],
    [false, '! http: a Budgeteer is running at', 'not ready: slack: not connected yet'],
  ])('a bot that runs already, ready: %s', async (ready, begins, ends) => {
    const { home, env } = await aHealthyBot()
    const parts = [{ part: 'slack', ok: ready, detail: 'not connected yet' }]
    const port = await serving(json({ ready, parts }))
    await home.edit('budgeteer.yaml', 'port: 0', `port: ${port}`)
    const ran = await doctor(home, env)
    expect(ran.code).toBe(0)
    const line = linesOf(ran).find((one) => one.includes('http:'))
    expect(line).toContain(begins)
    expect(line).toContain(ends)
  })
})

test('behind a proxy all but the bot’s own port is looked at through it', async () => {
  const { home, env } = await aHealthyBot()
  const own = await serving(json({ ready: true, parts: [] }))
  await home.edit('budgeteer.yaml', 'port: 0', `port: ${own}`)
  const source = await serving(json({ status: 'success', data: {} }))
  await home.edit(
    'budgeteer.yaml',
    'default_policy:',
    `sources: { far: { prometheus: { url: 'http://prometheus.test:${source}' } } }\ndefault_policy:`,
  )
  const proxy = await startProxy()
  const slack = new URL(env['SLACK_API_URL'] ?? '').host
  const { ran } = startCli(['doctor', '--json', ...home.config], { ...env, HTTP_PROXY: proxy.url })
  const lines = linesOf(await ran)
  await proxy.close()
  expect(new Set(proxy.seen)).toEqual(new Set([slack, `prometheus.test:${source}`]))
  expect(lines).toContainEqual(expect.stringContaining(`HTTP_PROXY sends`))
  expect(lines).toContainEqual(expect.stringMatching(/^✓ http: a Budgeteer is running at .*, and ready$/))
  expect(lines).toContain('✓ slack: every scope is granted')
})

test('without budgeteer.yaml there is one answer, not a stack', async () => {
  const home = await aHome()
  const ran = await runCli(['doctor', '--json', '--config', `${home.dir}/elsewhere`])
  expect(ran).toMatchObject({ code: 1, err: '' })
  expect(linesOf(ran)).toContain('! configuration: nothing else was checked')
})

test('a database that everybody on the machine can read is reported, with what mends it', async () => {
  const { home, env } = await aHealthyBot()
  await chmod(home.database, 0o644)
  const { code, out } = await runCli(['doctor', ...home.config], env)
  expect(code).toBe(0)
  expect(out).toContain(
    `! ${home.database} can be read by everybody on this machine → chmod 600 ${home.database}*`,
  )
  await chmod(home.database, 0o600)
  expect((await doctor(home, env)).out).not.toContain('can be read by everybody')
})

test('a database that was changed is reported', async () => {
  const { home, env } = await aHealthyBot()
  await writeFile(home.database, 'no database'.repeat(1_000))
  const ran = await doctor(home, env)
  expect(ran.code).toBe(1)
  expect(linesOf(ran).join('\n')).toMatch(/✗ store: cannot open the store .*not a database/)
})

describe('a metrics source', () => {
  const asking = async (
    url: string,
    sli: string,
  ): Promise<{ home: Home; env: Readonly<Record<string, string>> }> => {
    const { home, env } = await aHealthyBot()
    const source = `sources: { main: { prometheus: { url: '${url}', timeout: 3s } } }`
    await home.edit('budgeteer.yaml', 'store:', `${source}\nstore:`)
    await home.edit('slos/checkout.yaml', '{ pushed: {} }', sli)
    return { home, env }
  }

  test.each([
    [12, "! sources: main's clock is 12 s ahead of this machine's", 0],
    [-90, "✗ sources: main's clock is 90 s behind this machine's", 1],
  ])('whose clock is %i s off', async (seconds, finding, code) => {
    const port = await serving((request, response) => {
      const data = request.url?.includes('query')
        ? { resultType: 'scalar', result: [0, String(Date.now() / 1000 + seconds)] }
        : {}
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: 'success', data }))
    })
    const { home, env } = await aHealthyBot()
    await home.edit(
      'budgeteer.yaml',
      'store:',
      `sources: { main: { prometheus: { url: 'http://127.0.0.1:${port}' } } }\nstore:`,
    )
    const ran = await doctor(home, env)
    expect(linesOf(ran)).toContain(finding)
    expect(ran.code).toBe(code)
  })

  test('that never answers is given up in time', async () => {
    const port = await serving(() => undefined)
    const { home, env } = await asking(
      `http://127.0.0.1:${port}`,
      '{ events: { bad: b_total, total: t_total } }',
    )
    const ran = await doctor(home, env)
    expect(ran.code).toBe(1)
    expect(linesOf(ran).join('\n')).toMatch(/✗ sources: main at .* cannot be asked: no answer within 3000 ms/)
  })

  test.skipIf(!hasPrometheus())(
    'that is a real Prometheus: version, retention, each query and its coverage',
    async () => {
      const now = Math.floor(Date.now() / 1000)
      const steps = 15 * 24 * 12
      const samples = (name: string, perStep: number): string[] =>
        Array.from(
          { length: steps + 1 },
          (_, step) => `${name} ${step * perStep} ${now - (steps - step) * 300}`,
        )
      const openMetrics = [
        '# TYPE t counter',
        ...samples('t_total', 100),
        '# TYPE b counter',
        ...samples('b_total', 0.4),
        '# EOF',
        '',
      ].join('\n')
      const prometheus = await startPrometheus({ openMetrics, retention: '16d' })
      onTestFinished(() => prometheus.stop())
      const { home, env } = await asking(prometheus.url, '{ events: { bad: b_total, total: t_total } }')
      await home.edit(
        'slos/checkout.yaml',
        '    slos:\n',
        `    slos:
      - { name: typo, title: A typo, objective: 99, window: 7d, sli: { events: { bad: b_total, total: tt_total } } }
      - { name: broken, title: Broken, objective: 99, window: 7d, sli: { ratio: { expr: 'sum(rate(b_total[$window])) by' } } }
      - name: lines
        title: Of several lines
        objective: 99
        window: 7d
        sli:
          ratio:
            expr: |
              1 - # the bad ones
              sum(rate(b_total{path!="#x"}[$window]))
                / sum(rate(t_total[$window]))\n`,
      )
      const ran = await doctor(home, env)
      const lines = linesOf(ran)
      expect(ran.code).toBe(1)
      expect(lines).toContainEqual(
        expect.stringMatching(/^✓ sources: main at http.* answers, version \d+\.\d+/),
      )
      expect(lines).toContainEqual(
        expect.stringMatching(/^! sources: main keeps 16d, less than the window of 1 of its SLOs/),
      )
      expect(lines).toContainEqual(
        expect.stringMatching(
          /^! slos: checkout\/orders: (59|60|61)(\.\d+)?% of the budget left, but the history covers (49|50)/,
        ),
      )
      expect(lines).toContainEqual(expect.stringMatching(/^✗ slos: checkout\/typo has no figure \(no data\)/))
      expect(lines).toContainEqual(
        expect.stringMatching(/^✗ slos: checkout\/broken has no figure \(query failed\)/),
      )
      const plainly = await runCli(['doctor', ...home.config], env)
      expect(plainly.out).not.toContain('# bad')
      const asked = await runCli(['doctor', '--queries', ...home.config], env)
      expect(asked.out).toMatch(
        /\n {2}! checkout\/orders: .*\n {6}# bad\n {6}sum\(increase\(b_total\[30d\]\)\)\n {6}# total\n {6}sum\(increase\(t_total\[30d\]\)\)\n\nStore/,
      )
      // Several lines and a comment become one line that can be pasted.
      expect(asked.out).toContain(
        '\n      # ratio\n      1 - sum(rate(b_total{path!="#x"}[7d])) / sum(rate(t_total[7d]))\n',
      )
    },
  )
})
