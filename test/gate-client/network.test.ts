import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Started, startFixture } from '../adapters/http/fixture.ts'
import { type ProxyServer, startProxy } from '../support/proxy-server.ts'
import { requiredProgram } from '../support/required-program.ts'
import { PROGRAMS, type Variables } from './clients.ts'
import type { Stranger } from './stranger.ts'

const ASK = ['--service', 'checkout-api', '--change', 'p0-hotfix', '--retries', '0']

let bot: Started
let proxy: ProxyServer
beforeAll(async () => {
  bot = await startFixture()
  proxy = await startProxy()
})
afterAll(async () => {
  await bot.close(200)
  await proxy.close()
})
let seenBefore: number
beforeEach(() => {
  seenBefore = proxy.seen.length
})

const seen = (): readonly string[] => proxy.seen.slice(seenBefore)
const at = (url: string, more: Variables): Variables => ({
  BUDGETEER_TOKEN: 'ci-secret',
  BUDGETEER_URL: url,
  ...more,
})
/** No name server knows this host: only the proxy, which takes every host for this machine, can reach it. */
const hidden = (url: string): string => url.replace('127.0.0.1', 'budgeteer.test')

describe.each(PROGRAMS)('$name behind a proxy', (client) => {
  test.each<[string, (proxy: string) => Variables]>([
    ['HTTP_PROXY', (url) => ({ HTTP_PROXY: url })],
    [
      'http_proxy, before the one in capitals',
      (url) => ({ http_proxy: url, HTTP_PROXY: 'http://127.0.0.1:1' }),
    ],
    ['ALL_PROXY', (url) => ({ ALL_PROXY: url })],
    ['HTTP_PROXY without a scheme', (url) => ({ HTTP_PROXY: url.replace('http://', '') })],
    [
      'HTTP_PROXY, where NO_PROXY names others',
      (url) => ({ HTTP_PROXY: url, NO_PROXY: 'teer.test, other:80' }),
    ],
    ['HTTP_PROXY with a password', (url) => ({ HTTP_PROXY: url.replace('//', '//me:p%40ss@') })],
  ])('asks through %s', async (_, env) => {
    const ran = await client.run(ASK, at(hidden(bot.url), env(proxy.url)))
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(seen()).toEqual([new URL(hidden(bot.url)).host])
  })

  test.each(['*', '127.0.0.1', 'example.com,127.0.0.1', '127.0.0.1:PORT', 'other 127.0.0.1'])(
    'asks directly what NO_PROXY=%s names',
    async (exempt) => {
      const NO_PROXY = exempt.replace('PORT', new URL(bot.url).port)
      const ran = await client.run(ASK, at(bot.url, { HTTP_PROXY: proxy.url, NO_PROXY }))
      expect(ran).toMatchObject({ code: 0, err: '' })
      expect(seen()).toEqual([])
    },
  )

  test('ends with 1 where the proxy is not there', async () => {
    expect((await client.run(ASK, at(bot.url, { HTTP_PROXY: 'http://127.0.0.1:1' }))).code).toBe(1)
  })
})

const openssl = requiredProgram('openssl')

describe.skipIf(openssl === undefined)('a bot behind TLS', () => {
  let folder: string
  let front: Stranger
  const file = (name: string): string => join(folder, name)
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'budgeteer-tls-'))
    certify('own')
    certify('other')
    front = await tlsFront(bot.url, readFileSync(file('own.key')), readFileSync(file('own.pem')))
  })
  afterAll(async () => {
    await front.close()
    rmSync(folder, { recursive: true })
  })

  /** An authority that nobody trusts unless told, and that certifies nothing but itself. */
  function certify(name: string): void {
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:budgeteer.test,IP:127.0.0.1']
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      file(`${name}.key`),
    ]
    const args = ['req', '-x509', '-days', '30', ...key, ...subject, '-out', file(`${name}.pem`)]
    execFileSync(openssl ?? '', args, { stdio: 'ignore' })
  }

  describe.each(PROGRAMS)('$name', (client) => {
    test.each<[string, () => { args?: readonly string[]; env?: Variables }]>([
      ['--cacert', () => ({ args: ['--cacert', file('own.pem')] })],
      ['CURL_CA_BUNDLE', () => ({ env: { CURL_CA_BUNDLE: file('own.pem') } })],
      ['NODE_EXTRA_CA_CERTS', () => ({ env: { NODE_EXTRA_CA_CERTS: file('own.pem') } })],
      [
        '--cacert, before CURL_CA_BUNDLE',
        () => ({ args: ['--cacert', file('own.pem')], env: { CURL_CA_BUNDLE: file('other.pem') } }),
      ],
    ])('trusts what %s names', async (_, how) => {
      const { args = [], env = {} } = how()
      expect(await client.run([...ASK, ...args], at(front.url, env))).toMatchObject({ code: 0, err: '' })
    })

    test('goes through HTTPS_PROXY, and checks the certificate of the bot behind it', async () => {
      const flags = [...ASK, '--cacert', file('own.pem')]
      const ran = await client.run(flags, at(hidden(front.url), { HTTPS_PROXY: proxy.url }))
      expect(ran).toMatchObject({ code: 0, err: '' })
      expect(seen()).toEqual([new URL(hidden(front.url)).host])
      const wrong = [...ASK, '--cacert', file('other.pem')]
      expect((await client.run(wrong, at(hidden(front.url), { HTTPS_PROXY: proxy.url }))).code).toBe(1)
    })

    test.each<[string, () => readonly string[]]>([
      ['nobody vouches for', () => []],
      ['another authority vouches for', () => ['--cacert', file('other.pem')]],
    ])('does not send its token to one that %s', async (_, args) => {
      const calls = bot.useCases.gateCalls.length
      const ran = await client.run([...ASK, ...args(), '--retries', '9'], at(front.url, {}))
      expect(ran).toMatchObject({ code: 1, out: '' })
      expect(ran.err).toContain('name its authority by --cacert or NODE_EXTRA_CA_CERTS')
      expect(bot.useCases.gateCalls).toHaveLength(calls)
    })
  })
})

/** Takes TLS and hands on to the server at `url`. */
async function tlsFront(url: string, key: Buffer, cert: Buffer): Promise<Stranger> {
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, headers } = incoming
    const onward = request(`${url}${incoming.url ?? ''}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
