import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answer } from '../adapters/http/facts.ts'
import { type Started, startFixture } from '../adapters/http/fixture.ts'
import { drippingServer, JSON_HEAD } from '../support/dripping-server.ts'
import { CLIENTS, type Variables } from './clients.ts'
import { nobody, stranger } from './stranger.ts'

const ASK = ['--service', 'checkout-api', '--change', 'p0-hotfix']
const ONCE = [...ASK, '--retries', '0']

const variables = (url: string): Variables => ({ BUDGETEER_TOKEN: 'ci-secret', BUDGETEER_URL: url })

let bot: Started
beforeAll(async () => {
  bot = await startFixture()
})
afterAll(() => bot.close(200))

describe.each(CLIENTS)('$name', (client) => {
  test.each([
    { args: [], code: 1, says: /^No answer \(exit 1\): the bot cannot be reached: .+ \(tried once\)\n$/ },
    {
      args: ['--on-error', 'allow'],
      code: 0,
      says: /^Allowed, without an answer \(exit 0\): --on-error allow, for the bot cannot be reached: /,
    },
    {
      args: ['--on-error', 'deny'],
      code: 3,
      says: /^Denied, without an answer \(exit 3\): --on-error deny, for the bot cannot be reached: /,
    },
  ])('ends with $code where nobody listens, with $args', async ({ args, code, says }) => {
    const ran = await client.run([...ONCE, ...args], variables(await nobody()))
    expect(ran).toEqual({ code, out: '', err: expect.stringMatching(says) as string })
  })

  test.each([
    { what: 'an unknown token', token: 'nobody', says: 'not one that Budgeteer knows' },
    { what: 'a token without the scope', token: 'reader-secret', says: 'lacks the scope "gate"' },
  ])('ends with 1 for $what, whatever --on-error says', async ({ token, says }) => {
    const env = { ...variables(bot.url), BUDGETEER_TOKEN: token }
    const ran = await client.run([...ASK, '--on-error', 'allow'], env)
    expect(ran).toMatchObject({ code: 1, out: '' })
    expect(ran.err).toContain(says)
    expect(ran.err).not.toContain(token)
  })

  test('ends with 1 where the address is not that of the API', async () => {
    const ran = await client.run([...ASK, '--on-error', 'allow'], variables(`${bot.url}/elsewhere`))
    expect(ran).toMatchObject({ code: 1, out: '' })
  })

  test('gives up in time on one that never answers', async () => {
    const mute = await stranger(() => undefined)
    const ran = await client.run([...ONCE, '--timeout', '100ms'], variables(mute.url))
    expect(ran).toMatchObject({ code: 1, out: '' })
    expect(ran.err).toContain('no answer within 0.1 s')
    await mute.close()
  })

  test('gives up in time on one that drips its answer', async () => {
    const dripping = await drippingServer(JSON_HEAD, ' ')
    const ran = await client.run([...ONCE, '--timeout', '200ms'], variables(dripping.url))
    expect(ran).toMatchObject({ code: 1, out: '' })
    expect(ran.err).toContain('no answer within 0.2 s')
  })

  test.each([
    ['a page', 200, 'text/html', '<h1>welcome</h1>'],
    ['other JSON', 200, 'application/json', '{"ok":true}'],
    ['half an answer', 200, 'application/json', '{"allowed":true,"decision":"approved","explanation":"'],
    [
      'an answer with more behind it',
      200,
      'application/json',
      '{"allowed":true,"decision":"approved","explanation":""}<p>',
    ],
    [
      'an answer in shadow that does not say what would be',
      200,
      'application/json',
      '{"allowed":true,"decision":"approved","explanation":"","wouldHave":{}}',
    ],
    ['a word for yes', 200, 'application/json', '{"allowed":"true","decision":"approved","explanation":""}'],
    ['a decision that is none', 200, 'application/json', '{"allowed":true,"decision":"x","explanation":""}'],
    [
      'an answer with a line break within its words',
      200,
      'application/json',
      '{"allowed":true,"decision":"approved","explanation":"a\n::error::b"}',
    ],
    [
      'a page that is not there and repeats an answer',
      404,
      'text/html',
      'HTTP/1.1 200 OK\r\n\r\n{"allowed":true,"decision":"approved","explanation":""}',
    ],
    ['a login', 302, 'text/html', ''],
    ['a page that is not there', 404, 'text/html', '<h1>no</h1>'],
  ])('ends with 1 for %s in its place', async (_what, status, type, body) => {
    const other = await stranger((_request, response) =>
      response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' }).end(body),
    )
    const ran = await client.run(ASK, variables(other.url))
    expect(ran).toMatchObject({ code: 1, out: '' })
    expect(ran.err).toContain('is not Budgeteer')
    await other.close()
  })

  test('asks one that dies midway again, with the same key', async () => {
    const keys: unknown[] = []
    const given = answer('approved')
    const dying = await stranger((request, response) => {
      keys.push(request.headers['idempotency-key'])
      if (keys.length === 1) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
        response.write('{"allowed":', () => response.destroy())
      } else if (keys.length === 2) response.writeHead(503, { 'retry-after': '0' }).end()
      else response.writeHead(200).end(JSON.stringify(given.kind === 'answered' && given.answer))
    })
    expect(await client.run(ASK, variables(dying.url))).toMatchObject({ code: 0, err: '' })
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    await dying.close()
  })
})
