import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pagePathOf } from '../../../../../src/core/kernel/page-path.ts'
import { useCases } from '../../../../../src/core/use-cases.ts'
import { GATEWAY, Platform } from '../../../../support/platform.ts'
import { call } from '../../call.ts'
import { type Started, startFixture } from '../../fixture.ts'

let platform: Platform
let server: Started
let isPublic = true
beforeAll(async () => {
  platform = await Platform.open()
  await platform.settle(0.72)
  server = await startFixture({
    useCases: useCases(platform.everything),
    clock: platform.clock,
    pages: () => ({ url: 'https://bot.example/budgets', isPublic, timeZone: 'Europe/Berlin', proxy: null }),
  })
})
afterAll(async () => {
  await server.close(200)
  await platform.close()
})

const get = (path: string) => call(server.url, 'GET', path)
const said = async (path: string): Promise<string> => {
  const got = await get(path)
  expect(got.status).toBe(200)
  return got.text
    .slice(got.text.indexOf('<main'), got.text.indexOf('</main>'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}

describe('the page /simulate', () => {
  test('is a form that asks nothing of a source until it is sent', async () => {
    const { text } = await get('/simulate')
    expect(text).toContain('<form class="filter" method="get" action="/budgets/simulate">')
    expect(text).not.toContain('This rests on')
  })

  test('answers an outage with budget, level, what changes, and what it rests on', async () => {
    const words = await said(
      pagePathOf({ kind: 'simulate', service: GATEWAY, outage: '140m', share: '100%' }),
    )
    expect(words).toContain('140 minutes in which everything fails.')
    expect(words).toMatch(/HEALTHY Normal operations becomes EMERGENCY Full freeze/)
    expect(words).toMatch(/72% → 7(\.\d+)?%/)
    expect(words).toMatch(/needs approval → blocked/)
    expect(words).toMatch(/It is out of the window of availability from \d{4}-\d\d-\d\d \d\d:\d\d GMT/)
  })

  test('keeps what was typed in the form', async () => {
    const { text } = await get(`/simulate?service=${GATEWAY}&outage=45m&share=20%25&slo=availability`)
    for (const kept of ['value="45m"', 'value="20%"', 'value="availability"', 'selected>ML Inference'])
      expect(text.replaceAll(/\s+/g, ' ')).toContain(kept)
  })

  test.for([
    ['?service=nobody&outage=30m', 'No service'],
    [`?service=${GATEWAY}&outage=soon`, '“soon” is no length of time. Write 45s, 30m, 1h30m or 2d.'],
    [`?service=${GATEWAY}&outage=30m&share=500`, 'write a percentage up to 100, such as 50%'],
    [`?service=${GATEWAY}&outage=30m&slo=speed`, 'has no SLO speed'],
  ] as const)('%s says what would be right', async ([query, right]) => {
    expect((await said(`/simulate${query}`)).toLowerCase()).toContain(right.toLowerCase())
  })

  test('shows what people type as text', async () => {
    const { text } = await get(`/simulate?service=${GATEWAY}&outage=${encodeURIComponent('"><script>x')}`)
    expect(text).not.toContain('"><script>x')
  })

  test('tells nothing to who may not look', async () => {
    isPublic = false
    const { status, text } = await get(`/simulate?service=${GATEWAY}&outage=30m`)
    isPublic = true
    expect(status).toBe(401)
    expect(text).not.toContain(GATEWAY)
  })
})
