import { overEach } from '../../support/questions.ts'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SliSample } from '../../../src/core/budgets/sli-source.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import type { PrometheusAuth, PrometheusOptions } from '../../../src/adapters/prometheus/options.ts'
import type { PrometheusHooks } from '../../../src/adapters/prometheus/server.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { freePort } from '../../support/free-port.ts'
import { requiredProgram } from '../../support/required-program.ts'
import type { Reply } from './scripted-server.ts'
import {
  answers,
  breaksOff,
  drips,
  eachMemberIs,
  everyMemberIs,
  hangUp,
  scriptedServer,
  silence,
} from './scripted-server.ts'
import { restlessClock, sloOf } from './slos.ts'

const AT = Date.parse('2026-01-31T00:00:00.500Z')
const SECRET = 's3cret-of-the-source'
const good = everyMemberIs('0.75')
const refusal = (errorType: string, error: string): string =>
  JSON.stringify({ status: 'error', errorType, error })

const optionsFor = (url: string, more: Partial<PrometheusOptions> = {}): PrometheusOptions => ({
  name: 'main',
  url,
  timeoutMs: 300,
  concurrency: 2,
  retries: 2,
  auth: { kind: 'none' },
  ...more,
})

/** An SLO without series, whose coverage and newest sample nobody asks for, so that one lookback is one request. */
const oneQuery = sloOf('one', { kind: 'ratio', source: 'main', expr: 'vector(0.75)' })

async function measureOne(
  options: PrometheusOptions,
  hooks: PrometheusHooks = {},
): Promise<{ sample: SliSample | undefined; slept: readonly number[] }> {
  const clock = restlessClock()
  const source = prometheusSource([options], clock, hooks)
  try {
    const measured = await source.measure(overEach([oneQuery], [30 * DAY_MS]), AT)
    return { sample: measured.get('checkout/one')?.samples.get(30 * DAY_MS), slept: clock.slept }
  } finally {
    await source.close()
  }
}

const ratio = (value: number): SliSample => ({ kind: 'success-ratio', ratio: value })

describe('what a server may do to one query', () => {
  test.each<{ name: string; replies: Reply[]; due: SliSample | [string, string]; requests: number }>([
    { name: 'an answer is taken', replies: [good], due: ratio(0.75), requests: 1 },
    {
      name: 'a server error is tried again',
      replies: [answers(500, refusal('internal', 'disk')), good],
      due: ratio(0.75),
      requests: 2,
    },
    {
      name: 'a bad gateway without JSON is tried again, twice at most',
      replies: [answers(502, '<html>', { 'content-type': 'text/html' })],
      due: ['query_failed', 'HTTP 502: the answer (text/html) is not Prometheus'],
      requests: 3,
    },
    { name: 'a broken connection is tried again', replies: [hangUp, good], due: ratio(0.75), requests: 2 },
    { name: 'a truncated body is tried again', replies: [breaksOff, good], due: ratio(0.75), requests: 2 },
    {
      name: 'one that always breaks off is unreachable',
      replies: [breaksOff],
      due: ['source_unreachable', 'http://127.0.0.1'],
      requests: 3,
    },
    {
      name: 'a bad query is not tried again',
      replies: [answers(400, refusal('bad_data', 'parse error: x'))],
      due: ['query_failed', 'ratio: parse error: x (vector(0.75))'],
      requests: 1,
    },
    {
      name: 'an execution error is not tried again',
      replies: [answers(422, refusal('execution', 'too many samples'))],
      due: ['query_failed', 'too many samples'],
      requests: 1,
    },
    {
      name: 'refused credentials say so, and nothing of what the page says',
      replies: [answers(401, `you sent ${SECRET}`, { 'content-type': 'text/plain' })],
      due: ['query_failed', 'HTTP 401: the source refuses the credentials'],
      requests: 1,
    },
    {
      name: 'an address without the API says so',
      replies: [answers(404, 'no such page')],
      due: ['query_failed', 'HTTP 404: no Prometheus API at this address'],
      requests: 1,
    },
    {
      name: 'a redirect to a login page says so',
      replies: [answers(302, '', { location: 'https://login.example' })],
      due: ['query_failed', 'HTTP 302: it redirects elsewhere'],
      requests: 1,
    },
    {
      name: 'a query that the server finds too slow has timed out',
      replies: [answers(503, refusal('timeout', 'query timed out in expression evaluation'))],
      due: ['source_timeout', 'query timed out in expression evaluation'],
      requests: 1,
    },
    {
      name: 'a server that never answers has timed out, and is not asked twice',
      replies: [silence],
      due: ['source_timeout', 'no answer within 300 ms'],
      requests: 1,
    },
    {
      name: 'a server that drips its answer has timed out',
      replies: [drips],
      due: ['source_timeout', 'no answer within 300 ms'],
      requests: 1,
    },
    {
      name: 'garbage is reported',
      replies: [answers(200, '{"status":')],
      due: ['query_failed', 'is not Prometheus'],
      requests: 1,
    },
    {
      name: 'JSON of another kind is reported',
      replies: [answers(200, '{"status":"success","data":{"resultType":"vector","result":"none"}}')],
      due: ['query_failed', 'not the form of a query result'],
      requests: 1,
    },
    {
      name: 'a range is reported',
      replies: [answers(200, '{"status":"success","data":{"resultType":"matrix","result":[]}}')],
      due: ['query_failed', 'returned a matrix, not one number'],
      requests: 1,
    },
    {
      name: 'a native histogram is reported',
      replies: [
        answers(
          200,
          '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}',
        ),
      ],
      due: ['query_failed', 'native histogram'],
      requests: 1,
    },
    {
      name: 'infinity is not a number',
      replies: [everyMemberIs('+Inf')],
      due: ['not_a_number', 'ratio: Infinity'],
      requests: 1,
    },
    {
      name: 'NaN is not a number',
      replies: [everyMemberIs('NaN')],
      due: ['not_a_number', 'ratio: NaN'],
      requests: 1,
    },
    {
      name: 'a ratio below zero is no figure',
      replies: [everyMemberIs('-0.5')],
      due: ['query_failed', '-0.5 is not between 0 and 1'],
      requests: 1,
    },
    {
      name: 'a ratio above one is no figure',
      replies: [everyMemberIs('1.5')],
      due: ['query_failed', '1.5 is not between 0 and 1'],
      requests: 1,
    },
    {
      name: 'a word is no value',
      replies: [everyMemberIs('many')],
      due: ['not_a_number', 'ratio: NaN'],
      requests: 1,
    },
  ])('$name', async ({ replies, due, requests }) => {
    await using server = await scriptedServer(replies)
    const auth = { kind: 'bearer', token: SECRET } as const
    const { sample } = await measureOne(optionsFor(server.url, { auth }))
    if (Array.isArray(due)) {
      const [reason, detail] = due
      expect(sample).toMatchObject({
        kind: 'missing',
        reason,
        detail: expect.stringContaining(detail) as unknown,
      })
    } else expect(sample).toEqual(due)
    expect(JSON.stringify(sample)).not.toContain(SECRET)
    expect(server.received).toHaveLength(requests)
  })

  test('an answer without end is given up, with what to do about it', async () => {
    const endless: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1 << 20)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    }
    await using server = await scriptedServer([endless])
    const { sample } = await measureOne(optionsFor(server.url, { timeoutMs: 10_000 }))
    expect(sample).toMatchObject({
      reason: 'query_failed',
      detail: expect.stringContaining('wrap the query in sum()') as unknown,
    })
  })

  test('the place where clouds keep credentials is not asked, however it is spelled', async () => {
    for (const url of ['http://169.254.169.254', 'http://2852039166', 'http://[fd00:ec2::254]'])
      expect((await measureOne(optionsFor(url))).sample).toMatchObject({
        reason: 'source_unreachable',
        detail: expect.stringMatching(/leads to .*, where clouds keep credentials/) as unknown,
      })
  })

  test('an address without a server is unreachable', async () => {
    const { sample } = await measureOne(optionsFor(`http://127.0.0.1:${await freePort()}`))
    expect(sample).toMatchObject({
      reason: 'source_unreachable',
      detail: expect.stringContaining('ECONNREFUSED') as unknown,
    })
  })
})

describe('waiting between attempts', () => {
  test.each([
    ['doubles', {}, [250, 500], 3],
    ['follows Retry-After', { 'retry-after': '3' }, [3_000, 3_000], 3],
    ['gives up when Retry-After is longer than a poll should wait', { 'retry-after': '3600' }, [], 1],
    ['ignores an unreadable Retry-After', { 'retry-after': 'soon' }, [250, 500], 3],
  ])('%s', async (_, headers, waits, requests) => {
    await using server = await scriptedServer([answers(429, 'slow down', headers)])
    const { slept } = await measureOne(optionsFor(server.url))
    expect(slept).toEqual(waits)
    expect(server.received).toHaveLength(requests)
  })
})

describe('what goes over the wire', () => {
  test.each<[string, PrometheusAuth, string, string | undefined]>([
    ['no credentials', { kind: 'none' }, 'authorization', undefined],
    ['basic', { kind: 'basic', username: 'me', password: 'pä:ss' }, 'authorization', 'Basic bWU6cMOkOnNz'],
    ['bearer', { kind: 'bearer', token: SECRET }, 'authorization', `Bearer ${SECRET}`],
    ['a header of its own', { kind: 'header', name: 'X-Api-Key', value: SECRET }, 'x-api-key', SECRET],
  ])('authentication: %s', async (_, auth, header, value) => {
    await using server = await scriptedServer([good])
    await measureOne(optionsFor(server.url, { auth, headers: { 'X-Scope-OrgID': 'shop' } }))
    expect(server.received[0]?.headers[header]).toBe(value)
    expect(server.received[0]?.headers['x-scope-orgid']).toBe('shop')
  })

  test('credentials in the address become basic authentication and stay out of messages', async () => {
    await using server = await scriptedServer([hangUp])
    const url = server.url.replace('//', `//me:${SECRET}@`)
    const { sample } = await measureOne(optionsFor(`${url}/prefix/`))
    expect(server.received[0]?.headers.authorization).toMatch(/^Basic /)
    expect(server.received[0]?.path).toBe('/prefix/api/v1/query')
    expect(JSON.stringify(sample)).not.toContain(SECRET)
  })

  test('a secret that the server echoes in its error is taken out', async () => {
    await using server = await scriptedServer([answers(400, refusal('bad_data', `token ${SECRET} is bad`))])
    const { sample } = await measureOne(
      optionsFor(server.url, { auth: { kind: 'header', name: 'X-Key', value: SECRET } }),
    )
    expect(sample).toMatchObject({ detail: 'ratio: token [redacted] is bad (vector(0.75))' })
  })

  test('one form-encoded POST with the evaluation time and a timeout shorter than ours', async () => {
    await using server = await scriptedServer([good])
    await measureOne(optionsFor(server.url))
    expect(Object.fromEntries(server.received[0]?.form ?? [])).toEqual({
      query: 'vector(0.75)',
      time: '1769817600.500',
      timeout: '270ms',
    })
  })

  test('what the server warns of is passed on', async () => {
    await using server = await scriptedServer([everyMemberIs('1', { warnings: ['a store is away'] })])
    const warnings: string[] = []
    const onWarning: PrometheusHooks['onWarning'] = ({ source, text }) => warnings.push(`${source}: ${text}`)
    const { sample } = await measureOne(optionsFor(server.url), { onWarning })
    expect(sample).toEqual(ratio(1))
    expect(warnings).toEqual(['main: a store is away'])
  })

  test.skipIf(requiredProgram('openssl') === undefined)(
    'a certificate of a private authority is trusted when it is given (needs openssl)',
    async () => {
      const tls = selfSigned()
      await using server = await scriptedServer([good], tls)
      const { sample: distrusted } = await measureOne(optionsFor(server.url, { timeoutMs: 2_000 }))
      expect(distrusted).toMatchObject({ reason: 'source_unreachable' })
      const { sample } = await measureOne(optionsFor(server.url, { ca: tls.cert, timeoutMs: 2_000 }))
      expect(sample).toEqual(ratio(0.75))
    },
  )
})

const many = (count: number): Slo[] =>
  Array.from({ length: count }, (_, n) =>
    sloOf(`slo-${n}`, { kind: 'events', source: 'main', bad: `bad_${n}_total`, total: `all_${n}_total` }),
  )
const LOOKBACKS = [30 * DAY_MS, 3 * DAY_MS, DAY_MS, 6 * HOUR_MS, HOUR_MS, 300_000]

describe('a poll of many SLOs', () => {
  test('50 SLOs over 6 lookbacks take few requests, two at once, and no coverage query the second time', async () => {
    const slow: Reply = (response, received) => {
      // Since the window began there were samples, up to now, and no new series.
      const valueOf = (promql: string): string => {
        if (promql.includes('last_over_time')) return '0'
        return String((promql.includes('min_over_time') ? AT - 30 * DAY_MS : AT) / 1_000)
      }
      setTimeout(() => eachMemberIs(valueOf)(response, received), 20)
    }
    await using server = await scriptedServer([slow])
    const source = prometheusSource([optionsFor(server.url, { timeoutMs: 5_000 })], restlessClock())
    const slos = many(50)
    const measured = await source.measure(overEach(slos, LOOKBACKS), AT)
    expect(measured.size).toBe(50)
    // Two of them look for when series began last, once an hour; what is new goes along with each poll.
    expect(server.received).toHaveLength(14)
    expect(server.mostAtOnce()).toBe(2)
    expect(new Set(server.received.map(({ form }) => form.get('time')))).toEqual(new Set(['1769817600.500']))
    await source.measure(overEach(slos, LOOKBACKS), AT + 60_000)
    expect(server.received).toHaveLength(22)
    await source.close()
  })

  test('one bad expression costs its own SLO alone, and its batch is not broken again', async () => {
    const refusing: Reply = (response, received) => {
      const isBad = received.form.get('query')?.includes('bad_7_total') === true
      const reply = isBad ? answers(400, refusal('bad_data', 'no')) : everyMemberIs('1')
      reply(response, received)
    }
    await using server = await scriptedServer([refusing])
    const source = prometheusSource([optionsFor(server.url, { timeoutMs: 5_000 })], restlessClock())
    const poll = async (): Promise<string[]> => {
      const measured = await source.measure(overEach(many(20), [HOUR_MS]), AT)
      return [...measured].flatMap(([key, { samples }]) =>
        samples.get(HOUR_MS)?.kind === 'counts' ? [] : [key],
      )
    }
    expect(await poll()).toEqual(['checkout/slo-7'])
    const before = server.received.length
    expect(await poll()).toEqual(['checkout/slo-7'])
    // Its figure and its new series stand alone.
    expect(server.received.length - before).toBe(3)
    await source.close()
  })

  test('a poll ends at its limit with what it has', async () => {
    await using server = await scriptedServer([everyMemberIs('1'), silence])
    const options = optionsFor(server.url, { timeoutMs: 20_000, pollTimeoutMs: 3_000, concurrency: 1 })
    const source = prometheusSource([options], restlessClock())
    const slos = Array.from({ length: 150 }, (_, n) =>
      sloOf(`slo-${n}`, { kind: 'ratio', source: 'main', expr: `vector(0.${n})` }),
    )
    const measured = await source.measure(overEach(slos, [30 * DAY_MS]), AT)
    const outcomes = Map.groupBy(measured.values(), ({ samples }) => {
      const sample = samples.get(30 * DAY_MS)
      return sample?.kind === 'missing' ? sample.reason : sample?.kind
    })
    expect([...outcomes].map(([outcome, { length }]) => [outcome, length])).toEqual([
      ['success-ratio', 75],
      ['source_timeout', 75],
    ])
    await source.close()
  })

  test('an aborted poll rejects with the reason', async () => {
    await using server = await scriptedServer([silence])
    const source = prometheusSource([optionsFor(server.url, { timeoutMs: 5_000 })], restlessClock())
    const stopping = new AbortController()
    const poll = source.measure(overEach(many(5), [HOUR_MS]), AT, stopping.signal)
    setTimeout(() => stopping.abort(new Error('the bot stops')), 30)
    await expect(poll).rejects.toThrow('the bot stops')
    await source.close()
  })

  test('each SLO is asked of its own source; pushed ones of none; an unknown source is reported', async () => {
    await using east = await scriptedServer([everyMemberIs('1')])
    await using west = await scriptedServer([everyMemberIs('0.5')])
    const source = prometheusSource(
      [optionsFor(east.url, { name: 'east' }), optionsFor(west.url, { name: 'west' })],
      restlessClock(),
    )
    const on = (name: string): Slo => sloOf(name, { kind: 'ratio', source: name, expr: 'r' }, DAY_MS)
    const measured = await source.measure(
      overEach([on('east'), on('west'), on('north'), sloOf('pushed', { kind: 'pushed' })], [DAY_MS]),
      AT,
    )
    expect(Object.fromEntries([...measured].map(([key, { samples }]) => [key, samples.get(DAY_MS)]))).toEqual(
      {
        'checkout/east': ratio(1),
        'checkout/west': ratio(0.5),
        'checkout/north': {
          kind: 'missing',
          reason: 'query_failed',
          detail: 'no metrics source is named north',
        },
      },
    )
    await source.close()
  })
})

describe('the check for doctor', () => {
  test('a source that is away is reported without its credentials', async () => {
    const url = `http://me:${SECRET}@127.0.0.1:${await freePort()}/prom`
    const source = prometheusSource([optionsFor(url)], restlessClock())
    const check = await source.check('main', [oneQuery])
    expect(check).toMatchObject({ reachable: false, slos: [] })
    expect(check?.problem).toContain('ECONNREFUSED')
    expect(JSON.stringify(check)).not.toContain(SECRET)
    expect(await source.check('other', [])).toBeUndefined()
    await source.close()
  })

  test('a clock that is off is measured, and a server without status pages is no problem', async () => {
    const inAMinute: Reply = (response, received) => {
      const serverTime = (Date.now() + 60_000) / 1000
      const data = { resultType: 'scalar', result: [serverTime, String(serverTime)] }
      const reply =
        received.form.get('query') === 'time()'
          ? answers(200, JSON.stringify({ status: 'success', data }))
          : received.path.includes('status')
            ? answers(404, 'none')
            : everyMemberIs('0.75')
      reply(response, received)
    }
    await using server = await scriptedServer([inAMinute])
    const source = prometheusSource([optionsFor(server.url)], restlessClock())
    const check = await source.check('main', [oneQuery])
    expect(check?.clockSkewMs).toBeGreaterThan(59_000)
    expect(check?.clockSkewMs).toBeLessThan(61_000)
    expect(check?.version).toBeUndefined()
    expect(check?.slos).toMatchObject([
      { slo: 'checkout/one', sample: ratio(0.75), queries: [{ role: 'ratio', promql: 'vector(0.75)' }] },
    ])
    await source.close()
  })
})

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'budgeteer-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', cert]
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' })
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return pair
}
