import { afterEach, describe, expect, test } from 'vitest'
import type { HttpServer } from '../../../../../src/adapters/http/server.ts'
import { fleetOf, servePages } from '../../../../support/fleet.ts'
import type { Platform } from '../../../../support/platform.ts'
import { call } from '../../call.ts'
import { answering, startFixture } from '../../fixture.ts'

let platform: Platform | undefined
let server: HttpServer
afterEach(async () => {
  await server.close(200)
  await platform?.close()
  platform = undefined
})

/** A page of that many services. Line breaks of the markup are no matter. */
async function page(count: number, query = ''): Promise<string> {
  platform ??= await fleetOf(count)
  server = await servePages(platform)
  const got = await call(server.url, 'GET', `/${query}`)
  expect(got.status).toBe(200)
  const main = got.text.slice(got.text.indexOf('<main'), got.text.indexOf('</main>'))
  expect(main).not.toMatch(/undefined|\[object|NaN/)
  return main.replaceAll(/\s+/g, ' ')
}

/** The services of the page, in their order, and how well each stands by its class. */
const rows = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/<tr role="row" class="(\w+)">.*?href="\/services\/([^"]+)"/g)].map(
    ([, standing = '', name = '']) => [name, standing] as const,
  )

describe('the overview', () => {
  test('says all in a sentence', async () => {
    platform = await fleetOf(12)
    await platform.request({ service: 'service-4', change: 'infrastructure' })
    expect(await page(12)).toContain(
      '<p class="lead" role="status">5 of 12 services are frozen, 1 budget is spent, 1 approval waits, the nearest depletion is on 2025-10-29 (The service-2).</p>',
    )
  })

  test('lists the worst first, by level and by whatever blocks: neither a freeze nor a correctness incident is green', async () => {
    const listed = rows(await page(12))
    expect(listed.slice(0, 7)).toEqual([
      ['service-11', 'bad'],
      ['service-5', 'bad'],
      ['service-3', 'bad'],
      ['service-9', 'unknown'],
      ['service-2', 'poor'],
      ['service-7', 'poor'],
      ['service-4', 'fair'],
    ])
    expect(listed.slice(7).map(([, standing]) => standing)).toEqual(['good', 'good', 'good', 'good', 'good'])
  })

  test('colours each budget by itself, and says what goes on, escaped', async () => {
    const text = await page(12)
    expect(text).toMatch(/<div class="budget bad"> <span>availability<\/span> <strong>-35%<\/strong>/)
    expect(text).toMatch(/<div class="budget fair"> <span>latency<\/span> <strong>42%<\/strong>/)
    expect(text).toContain('Correctness incident</b>: Orders &lt;b&gt;were&lt;/b&gt; counted twice')
    expect(text).toContain('2025-10-24 18:00 UTC</time>: Black Friday: nothing ships before Monday.')
    expect(text).toContain('never measured')
    expect(text).toContain('the budget is spent')
  })

  test.each([
    ['?q=SERVICE-1', ['service-11', 'service-12', 'service-1', 'service-10']],
    ['?show=frozen', ['service-11', 'service-5', 'service-3', 'service-2', 'service-7']],
    ['?show=frozen&q=service-1', ['service-11']],
    ['?q=nothing+like+it', []],
    ['?show=what', 12],
  ])('is filtered by %s', async (query, wanted) => {
    const found = rows(await page(12, query)).map(([name]) => name)
    expect(typeof wanted === 'number' ? found.length : found).toEqual(wanted)
  })

  test('keeps what was asked for in the form', async () => {
    const text = await page(12, '?q=%22%3E%3Cb%3E&show=attention')
    expect(text).toContain('value="&quot;&gt;&lt;b&gt;"')
    expect(text).toMatch(/value="attention" selected> What needs attention \(7\)/)
  })

  test.each([
    [0, 'No service is configured yet.'],
    [1, 'None of 1 service is frozen, no approval waits, no depletion is in sight.'],
    [200, '52 of 200 services are frozen, 16 budgets are spent,'],
  ])('stands with %i services', async (count, sentence) => {
    const text = await page(count)
    expect(text).toContain(sentence)
    expect(rows(text)).toHaveLength(count)
  })

  test('shows the days of all services as a picture, which is another one when a level has moved', async () => {
    const address = /srcset="(\/pictures\/fleet\.svg[^"]+scheme=light&amp;size=wide)"/
    const text = await page(12)
    const picture = address.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const got = await call(server.url, 'GET', picture)
    expect([got.status, got.type]).toEqual([200, 'image/svg+xml; charset=utf-8'])
    expect(got.text).toMatch(/^<svg [^]*The service-11/)
    expect(got.headers.get('cache-control')).toBe('private, max-age=300')
    expect(text).toContain('The service-11: EMERGENCY on the last day')

    await server.close(200)
    platform?.clock.advance(60_000)
    const later = await page(12)
    expect(address.exec(later)?.[1]).toBe(address.exec(text)?.[1])
    await server.close(200)
    await platform?.settle(0.02, 'service-1')
    const moved = await page(12)
    expect(address.exec(moved)?.[1]).not.toBe(address.exec(text)?.[1])
  })

  test('has no picture of all where some were asked for', async () => {
    expect(await page(12, '?q=service-1')).not.toContain('/pictures/')
  })

  test('says 503 while the store is away, as a page', async () => {
    const fixture = await startFixture()
    server = fixture
    fixture.useCases.status = () => Promise.reject(Object.assign(new Error('x'), { code: 'SQLITE_BUSY' }))
    const got = await call(server.url, 'GET', '/')
    expect(got.status).toBe(503)
    expect(got.text).toContain('Service Unavailable</h1>')
  })
})

test('is made once for all who look between two changes, each under their own name', async () => {
  const useCases = answering()
  let made = 0
  server = await startFixture({
    useCases: {
      ...useCases,
      status() {
        made += 1
        return useCases.status()
      },
    },
    pages: () => ({
      url: null,
      isPublic: false,
      timeZone: 'UTC',
      proxy: { header: 'x-user', trusted: ['127.0.0.1'] },
    }),
  })
  for (const name of ['dana', 'omar', 'dana']) {
    const { text } = await call(server.url, 'GET', '/', { headers: { 'x-user': name } })
    expect(text.match(/<div class="viewer"><span>(\w+)/)?.[1]).toBe(name)
  }
  expect(made).toBe(1)
})
