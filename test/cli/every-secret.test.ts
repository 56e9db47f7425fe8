import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { secretTexts } from '../../src/cli/configuration/secret-texts.ts'
import { readSecrets } from '../../src/config/settings/secrets.ts'
import { loadConfiguration } from '../../src/config/load-configuration.ts'
import { aHome, anInhabitedWorkspace, type Home, pushOrders } from './a-home.ts'
import { canary, canaryEnvironment, everySecret, placesIn, secretPlaces } from './every-secret.ts'
import { runCli, startCli } from './run-cli.ts'

/** A server that answers every call with an error which holds all that it was sent: headers, address and body. */
async function echoingServer(): Promise<string> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const told = JSON.stringify([request.url, request.headers, body])
      const plain = `${request.url ?? ''} ${Object.values(request.headers).flat().join(' ')} ${body}`
      response.writeHead(400, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          status: 'error',
          errorType: 'bad_data',
          error: plain,
          message: plain,
          errors: [{ message: told }],
          details: [{ message: plain }],
        }),
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function aHomeWithEverySecret(others: string): Promise<Home> {
  const home = await aHome()
  await home.edit('budgeteer.yaml', 'roles:', 'roles:\n  on-call-a: { title: A }\n  on-call-b: { title: B }')
  await home.edit('budgeteer.yaml', 'default_policy:', `${everySecret(others)}default_policy:`)
  return home
}

const POSTGRES = 'store: { postgres: { url_env: S_STORE } }'
const S_STORE = `postgres://bot:${encodeURIComponent(canary('S_STORE'))}@127.0.0.1:1/budgeteer`

/** Spellings in which a secret may turn up. */
const spellings = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=*$/, ''),
  Buffer.from(`user:${secret}`).toString('base64'),
]

const leaked = (shown: string, secrets: Iterable<string>): readonly string[] =>
  [...secrets].filter((secret) => spellings(secret).some((spelling) => shown.includes(spelling)))

test('every setting that names a secret stands in the configuration of these tests', () => {
  expect(
    [...placesIn(`${everySecret('http://a')}\ngate: { tokens: [{ name: ci, env: A }] }\n${POSTGRES}`)].sort(),
  ).toEqual([...secretPlaces()].sort())
})

test.each(['socket', 'http'] as const)(
  'everything secret that the bot reads, in %s mode, is struck from its log',
  async (mode) => {
    const home = await aHomeWithEverySecret('http://127.0.0.1:1')
    await home.edit('budgeteer.yaml', 'default_policy:', `slack: { mode: ${mode} }\ndefault_policy:`)
    await home.edit('budgeteer.yaml', 'store: { sqlite: data/budgeteer.db }', POSTGRES)
    const loaded = await loadConfiguration({ dir: home.config[1] ?? '' })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    const { env, secrets } = canaryEnvironment({ SLACK_API_URL: 'http://127.0.0.1:1/api/', S_STORE })
    const read = readSecrets(loaded.settings, env)
    expect(read.missing).toEqual([])
    if (!read.ok) throw new Error('nothing is missing')
    const struck = new Set(secretTexts(read.secrets))
    expect([S_STORE, canary('S_STORE')].filter((secret) => !struck.has(secret))).toEqual([])
    expect([...secrets].filter(([, secret]) => !struck.has(secret)).map(([variable]) => variable)).toEqual([])
  },
)

describe('servers that repeat in their errors all that they are sent', () => {
  const VARIABLES = [
    ...['S_BEARER', 'S_BASIC', 'S_HEADER', 'S_TENANT', 'S_MAIL', 'S_WEBHOOK', 'S_UNLEASH', 'S_DARKLY'],
    ...['S_ROTA', 'S_ROUTING', 'S_GENIE', 'BUDGETEER_TOKEN_CI', 'BUDGETEER_AUDIT_KEY'],
  ]

  async function premises() {
    const others = await echoingServer()
    const [home, { env, workspace }] = [await aHomeWithEverySecret(others), await anInhabitedWorkspace()]
    await pushOrders(home, 0.4)
    const secret = (variable: string): string => canary(variable).replaceAll('"', '')
    const variables: Readonly<Record<string, string>> = {
      ...env,
      ...Object.fromEntries(VARIABLES.map((variable) => [variable, secret(variable)])),
      S_FEED: `${others}/feed/canary-feed.ics`,
    }
    const secrets = [
      ...VARIABLES.map(secret),
      `${others}/feed/canary-feed.ics`,
      env['SLACK_BOT_TOKEN'] ?? '',
      env['SLACK_APP_TOKEN'] ?? '',
    ]
    return { home, env: variables, secrets, workspace }
  }

  test('learn nothing from doctor and status', async () => {
    const { home, env, secrets } = await premises()
    for (const command of [['doctor', '--json', '--send-test'], ['status'], ['check']]) {
      const { out, err } = await runCli([...command, ...home.config], env)
      expect([command, leaked(out + err, secrets)]).toEqual([command, []])
    }
  })

  test('learn nothing from log, pages, metrics and answers of a bot that runs', async () => {
    const { home, env, secrets } = await premises()
    await home.edit('budgeteer.yaml', 'default_policy:', 'pages: { public: true }\ndefault_policy:')
    const started = startCli(['start', '--log-level', 'debug', ...home.config], env)
    onTestFinished(() => void started.child.kill('SIGKILL'))
    let said = ''
    started.child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await started.saying('budgeteer is running')
    const url = /"url":"([^"]+)","msg":"budgeteer is running"/.exec(said)?.[1] ?? ''
    const shown: string[] = []
    const token = env['BUDGETEER_TOKEN_CI'] ?? ''
    for (const [path, init] of [
      ['/readyz', {}],
      ['/metrics', {}],
      ['/', {}],
      ['/audit', {}],
      ['/services/checkout', {}],
      ['/openapi.json', {}],
      ['/v1/services', { headers: { authorization: `Bearer ${token}` } }],
      ['/v1/gate', { method: 'POST', headers: { authorization: `Bearer ${token}x` }, body: '{' }],
      ['/v1/gate', { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{' }],
      [`/v1/calendar.ics?token=${encodeURIComponent(token)}x`, {}],
      [`/nothing/${encodeURIComponent(token)}`, {}],
    ] as const)
      shown.push(await (await fetch(url + path, init)).text())
    started.child.kill('SIGTERM')
    const { out, err } = await started.ran
    expect(err).toContain('stopping')
    expect(leaked([out, err, ...shown].join('\n'), secrets)).toEqual([])
  })
})
