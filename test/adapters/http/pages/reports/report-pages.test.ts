import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HttpServer } from '../../../../../src/adapters/http/server.ts'
import { reportMarkdown } from '../../../../../src/cli/terminal/report-markdown.ts'
import { reportOf } from '../../../../../src/core/reports/report-commands.ts'
import { useCases } from '../../../../../src/core/use-cases.ts'
import { servePages } from '../../../../support/fleet.ts'
import type { Platform } from '../../../../support/platform.ts'
import { platformWithOctober } from '../../../../support/reported-month.ts'
import { call } from '../../call.ts'

let platform: Platform
let world: Parameters<typeof reportOf>[0]
let server: HttpServer
let isPublic = true
beforeAll(async () => {
  ;({ platform, world } = await platformWithOctober())
  // The first picture loads what draws it, which may take long.
  const { pictures } = useCases(platform.everything)
  await pictures.svg({ kind: 'fleet', at: platform.clock.now() }, { widthPx: 350, scheme: 'light' })
  server = await servePages(platform, {
    pages: () => ({ url: 'https://bot.example/budgets', isPublic, timeZone: 'UTC', proxy: null }),
  })
})
afterAll(async () => {
  await server.close(200)
  await platform.close()
})

const get = (path: string) => call(server.url, 'GET', path)
const main = (markup: string): string => markup.slice(markup.indexOf('<main'), markup.indexOf('</main>'))
const wordsOf = (markup: string): string =>
  main(markup)
    .replaceAll(/<svg.*?<\/svg>/gs, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

describe('the list of reports', () => {
  test('has every kind with its periods, the newest first and the one that goes on as such', async () => {
    const { status, text } = await get('/reports')
    expect(status).toBe(200)
    expect(wordsOf(text)).toMatch(
      /Weekly report .* Executive summary .* November 2026 goes on October 2026 September 2026 .* Monthly SLO report .* Quarterly report .* Fourth quarter of 2026 goes on Third quarter of 2026/,
    )
    expect(text).toContain('href="/budgets/reports/monthly/2026-10"')
    expect(text).toMatch(/aria-current="page"\s*>Reports/)
  })

  test('leads by its form to the page of any period and service', async () => {
    const { status, headers } = await get('/reports?kind=monthly&period=2026-10&service=checkout')
    expect([status, headers.get('location')]).toEqual([
      302,
      '/budgets/reports/monthly/2026-10?service=checkout',
    ])
  })
})

describe('the page of a report', () => {
  test('says each figure that the report says in Markdown', async () => {
    const outcome = await reportOf(world, { kind: 'monthly', period: '2026-10' })
    if (outcome.kind === 'refused') throw new Error('refused')
    const { text } = await get('/reports/monthly/2026-10')
    const words = wordsOf(text).replaceAll('&#39;', "'").replaceAll('&amp;', '&')
    const figures = reportMarkdown(outcome.thing).match(/-?\d[\d.,]*( ?%| min)/g) ?? []
    expect(figures.length).toBeGreaterThan(20)
    for (const figure of figures) expect(words).toContain(figure)
  })

  test('shows its pictures in itself, allows its own style alone, and leads to its neighbours', async () => {
    const { text, headers } = await get('/reports/monthly/2026-10')
    expect(text).toContain('<svg')
    const [, style = ''] = [...text.matchAll(/<style>([^]*?)<\/style>/g)].map(([, content]) => content)
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers.get('content-security-policy')).toContain(`'sha256-${hash}'`)
    expect(text).toContain('href="/budgets/reports/monthly/2026-09"')
    expect(text).toContain('href="/budgets/reports/monthly/2026-11"')
    expect(text).not.toContain('data-live')
  })

  test('of one service has that one, and the way to all', async () => {
    const { text } = await get('/reports/monthly/2026-10?service=checkout')
    expect(wordsOf(text)).not.toMatch(/search/i)
    expect(main(text)).toMatch(/href="\/budgets\/reports\/monthly\/2026-10"\s*>All services/)
  })

  test.each([
    ['/reports/monthly/2026-W44', 'The monthly report is about a month such as 2026-10'],
    ['/reports/monthly/2199-01', 'January 2199 has not begun yet'],
    ['/reports/yearly/2026', 'There is no yearly report; there are weekly, executive'],
    ['/reports/monthly/2026-10?service=chekout', 'No service is called chekout'],
    ['/reports/monthly/%3Cb%3E', 'not “&lt;b&gt;”'],
  ])('%s is not there, and says why', async (path, words) => {
    const { status, text } = await get(path)
    expect(status).toBe(404)
    expect(text).toContain(words)
  })

  test('is for those who may look at pages', async () => {
    isPublic = false
    for (const path of ['/reports', '/reports/monthly/2026-10']) expect((await get(path)).status).toBe(401)
    isPublic = true
  })
})
