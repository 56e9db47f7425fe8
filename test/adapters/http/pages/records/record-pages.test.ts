import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useCases } from '../../../../../src/core/use-cases.ts'
import { DAY_MS } from '../../../../../src/core/kernel/time/duration.ts'
import { HOSTILE, manyRecords, type OnFile } from '../../../../support/records-on-file.ts'
import { OMAR, TOMAS } from '../../../../support/people.ts'
import { GATEWAY } from '../../../../support/platform.ts'
import { call } from '../../call.ts'
import { type Started, startFixture } from '../../fixture.ts'

let file: OnFile
let server: Started
let isPublic = true
beforeAll(async () => {
  file = await manyRecords(130)
  const { platform } = file
  const { deliveries } = platform.store
  const subject = `request/${file.granted}`
  await deliveries.begin(subject)
  await deliveries.finish(subject, { subject, reference: 'C1/1761220800.000001' }, 1)
  const cases = useCases(platform.everything)
  // The first picture loads what draws it, which may take long.
  await cases.pictures.svg(
    { kind: 'burn-down', service: GATEWAY, at: platform.clock.now() },
    { widthPx: 360, scheme: 'light' },
  )
  server = await startFixture({
    useCases: cases,
    clock: platform.clock,
    pages: () => ({
      url: 'https://bot.example/budgets',
      isPublic,
      timeZone: 'Europe/Berlin',
      proxy: { header: 'x-user', trusted: ['127.0.0.1'] },
    }),
    permalink: ({ reference }) => `https://acme.slack.com/archives/${reference}`,
  })
})
afterAll(async () => {
  await server.close(200)
  await file.platform.close()
})

const get = (path: string) => call(server.url, 'GET', path)
/** What a page says, without its markup. */
const said = async (path: string): Promise<string> => {
  const got = await get(path)
  expect(got.status).toBe(200)
  expect(got.type).toBe('text/html; charset=utf-8')
  return wordsOf(got.text)
}
const wordsOf = (markup: string): string =>
  markup
    .slice(markup.indexOf('<main'), markup.indexOf('</main>'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
/** The address of the link with these words. */
const linked = (markup: string, words: string): string | undefined => {
  const link = [...markup.matchAll(/<a\s[^>]*?href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].find(
    ([, , text]) => text === words,
  )
  return link?.[1]?.replaceAll('&amp;', '&')
}

describe('the page of a service', () => {
  test('says where it stands, what may ship, and has the newest of each list', async () => {
    const words = await said(`/services/${GATEWAY}`)
    for (const one of [
      'EMERGENCY',
      'Full freeze',
      'Correctness incident : Orders are booked twice',
      'What may ship',
      'blocked',
      'Every request brings',
      'Planned deployments',
      'Feature release at v3.0.0',
      'Open actions',
      'Rollout',
      '25% of the traffic',
      'Revision v2.4.0',
      'Freeze exception',
    ])
      expect(words).toContain(one)
    expect(words).toMatch(/2025-10-23 \d\d:\d\d GMT\+2/)
  })

  test('shows its budget as a picture that is there, in words, too', async () => {
    const { text } = await get(`/services/${GATEWAY}`)
    const [, source = ''] = /<img[^>]+src="([^"]+)"/.exec(text) ?? []
    expect(/<img[^>]+alt="Error budget of ML Inference Gateway/.test(text)).toBe(true)
    const picture = await get(source.replaceAll('&amp;', '&').replace('/budgets', ''))
    expect(picture).toMatchObject({ status: 200, type: 'image/svg+xml; charset=utf-8' })
    expect(picture.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(picture.text).toContain('<svg')
  })

  test('leads to its lists, which are paged to their end without a gap', async () => {
    const { text } = await get(`/services/${GATEWAY}`)
    expect(linked(text, 'All requests')).toBe(`/budgets/services/${GATEWAY}/requests`)
    const seen: string[] = []
    let path: string | undefined = `/services/${GATEWAY}/requests`
    while (path !== undefined) {
      const page: string = (await get(path)).text
      seen.push(...[...page.matchAll(/Feature release at (v1\.\d+)</g)].map(([, revision = '']) => revision))
      path = linked(page, 'Older')?.replace('/budgets', '')
    }
    expect(seen).toEqual(Array.from({ length: 130 }, (_, index) => `v1.${index}`))
  })

  test.each(['requests', 'incidents', 'freezes', 'deployments'])('has a list of %s', async (list) => {
    expect(await said(`/services/${GATEWAY}/${list}`)).toContain('ML Inference Gateway')
  })
})

describe('the page of a request', () => {
  test('has who approved, what became of the grant, and everything on record', async () => {
    const { text } = await get(`/requests/${file.granted}`)
    const words = wordsOf(text)
    for (const one of [
      'used',
      'omar, service owner approved the request',
      'token ci deployed on the grant',
      'Deployed 2025-10-23',
      'Service owner filled',
    ])
      expect(words).toContain(one)
    expect(linked(text, 'Its message in Slack')).toBe('https://acme.slack.com/archives/C1/1761220800.000001')
    expect(linked(text, 'In the audit log')).toBe(`/budgets/audit?about=${file.granted}`)
  })

  test('that was rejected says by whom and why', async () => {
    const words = await said(`/requests/${file.rejected}`)
    expect(words).toContain('omar, service owner')
    expect(words).toContain('Not today.')
  })

  test('through a freeze has the documents of its way', async () => {
    const words = await said(`/requests/${file.exception}`)
    for (const one of ['Freeze exception', 'Business justification', 'Blast radius', '&lt;5 minutes'])
      expect(words).toContain(one)
  })
})

test('the page of an incident has its alert, its times, its notes and its parts', async () => {
  const { text } = await get(`/incidents/${file.incident}`)
  const words = wordsOf(text)
  for (const one of [
    'More than 5% of requests fail.',
    '(corrected)',
    'Detected by Alertmanager',
    'When its alert fired',
    'tomas, SRE noted: The database was full.',
    'tomas, SRE corrected its times',
  ])
    expect(words).toContain(one)
  expect(linked(text, 'The alert')).toBe('https://alerts.example/graph?g0.expr=up')
  expect(linked(text, 'Latency')).toBe('/budgets/incidents/i-part')
  expect(await said('/incidents/i-part')).toContain('It is a part of')
})

test('the draft of a postmortem can be read, copied and downloaded, and names nobody', async () => {
  const { text } = await get(`/postmortems/${file.incident}`)
  const words = wordsOf(text)
  for (const one of ['SRE wrote a note beside it', 'Who helped', '## Where we were lucky', '5% at the least'])
    expect(words).toContain(one)
  expect(words).not.toMatch(/tomas|The database was full/i)
  const download = linked(text, 'Download as Markdown')
  expect(download).toBe(`/budgets/postmortems/${file.incident}.md`)
  const got = await get(`/postmortems/${file.incident}.md`)
  expect(got).toMatchObject({ status: 200, type: 'text/markdown; charset=utf-8' })
  expect(got.text).toMatch(/^# Postmortem: ML Inference Gateway: HighErrorRate/)
  expect(linked((await get(`/incidents/${file.incident}`)).text, 'The draft')).toBe(
    `/budgets/postmortems/${file.incident}`,
  )
})

test('the page of a freeze has its details, its postmortem, and who went through it', async () => {
  const { text } = await get(`/freezes/${file.levelFreeze}`)
  expect(wordsOf(text)).toContain('Incident commander mei, engineering manager')
  expect(linked(text, 'https://meet.example/war-room')).toBe('https://meet.example/war-room')
  expect(linked(text, 'https://docs.example/postmortems/42')).toBe('https://docs.example/postmortems/42')
  expect(linked(text, 'Feature release at v2.6.0')).toBe(`/budgets/requests/${file.exception}`)
  expect(await said(`/freezes/${file.declared}`)).toContain('Declared freeze of all services')
  expect(await said(`/freezes/${file.correctness}`)).toContain('its postmortem is filed')
})

describe('the audit log', () => {
  test('begins with the newest entries, and leads to what each is about', async () => {
    const { text } = await get('/audit')
    expect(wordsOf(text)).toContain('tomas, SRE declared data to be wrong: Orders are booked twice')
    expect(text).toContain(`href="/budgets/freezes/${file.correctness}"`)
    expect(wordsOf(text)).not.toContain('asked the gate of')
    expect(await said('/audit?kind=gate')).toContain('asked the gate of feature at v2.5.0: allowed')
  })

  test.each([
    ['a name that was shown', '/audit?who=OMAR,+service+owner&kind=rejection', 'rejected the request'],
    ['an id', '/audit?who=U0OMAR&kind=rejection', 'rejected the request'],
    ['a record', '/audit?about=r-1', 'Only what is about r-1'],
    ['a day', '/audit?from=2025-10-23&until=2025-10-23', 'declared data to be wrong'],
    ['a day that is none', '/audit?from=2025-02-31', 'declared data to be wrong'],
    ['another day', '/audit?until=2025-10-22', 'Nothing is on record'],
    ['a service that is gone', '/audit?service=gone', 'Nothing is on record'],
    ['a kind that is none', '/audit?kind=gossip', 'declared data to be wrong'],
    ['a place that is none', '/audit?before=..', 'declared data to be wrong'],
  ])('is found by %s', async (_, path, expected) => {
    await said('/audit')
    expect((await said(path)).replaceAll(/\s+/g, ' ')).toContain(expected)
  })

  test('says to members alone who is away', async () => {
    const { platform } = file
    const day = '2025-12-24'
    await useCases(platform.everything).calendar.noteAbsence({ userId: OMAR, from: day, until: day }, TOMAS)
    await platform.store.audit.append([
      { at: platform.clock.now(), kind: 'page_sign_in', actor: OMAR, service: '*', data: {} },
    ])
    expect(await said('/audit?kind=all')).not.toMatch(/is away|signed a browser in/)
    const read = () => call(server.url, 'GET', '/audit?kind=absence', { headers: { 'x-user': 'dana' } })
    expect((await read()).text).not.toMatch(new RegExp(`${day}|value="absence"`))
    isPublic = false
    try {
      expect(wordsOf((await read()).text)).toContain(`is away, ${day} to ${day}`)
    } finally {
      isPublic = true
    }
  })

  test('is verified when somebody asks', async () => {
    expect(await said('/audit/verification')).toMatch(/Whole : \d+ entries, verified/)
    expect(await said('/audit')).toContain('Whole')
  })
})

describe('the calendar', () => {
  test('has the days of four weeks from a Monday on, with what is on them', async () => {
    const words = await said('/calendar')
    for (const one of ['20 Oct – 16 Nov 2025, Europe/Berlin', 'Thu 23 Oct , today', 'Freeze from 20:00 of'])
      expect(words).toContain(one)
    expect(words).toContain('Feature release at v3.0.0')
  })

  test('keeps to itself who is away where everybody may look', async () => {
    expect(await said('/calendar')).not.toContain('is away')
  })

  test('turns to other weeks and to one service', async () => {
    expect(await said('/calendar?from=2026-01-01')).toContain('29 Dec – 25 Jan 2026')
    expect(await said('/calendar?from=nonsense&service=gone')).not.toContain('Feature release at v3.0.0')
    expect(file.platform.clock.now()).toBeLessThan(Date.parse('2025-10-23') + DAY_MS)
  })
})

describe('whatever the page', () => {
  const ALL = () => [
    `/services/${GATEWAY}`,
    `/requests/${file.rejected}`,
    `/requests/${file.exception}`,
    `/incidents/${file.incident}`,
    `/postmortems/${file.incident}`,
    `/freezes/${file.declared}`,
    `/services/${GATEWAY}/incidents`,
    `/services/${GATEWAY}/freezes`,
    '/audit?kind=all',
    '/calendar',
  ]

  test('what people wrote is text and nothing else', async () => {
    for (const path of ALL()) {
      const { text } = await get(path)
      expect(text, path).not.toContain(HOSTILE.slice(0, 20))
      expect(text, path).toContain('&lt;script&gt;alert(')
    }
  })

  test.each([
    ['/services/nothing', 'nothing'],
    ['/services/nothing/requests', 'nothing'],
    ['/requests/r-none', 'There is no request r-none on record.'],
    ['/incidents/i-none', 'There is no incident i-none on record.'],
    ['/postmortems/i-none', 'There is no incident i-none on record.'],
    ['/postmortems/i-none.md', 'There is no incident i-none on record.'],
    ['/freezes/year-end%2F17', 'There is no freeze year-end/17 on record.'],
    ['/freezes/%3Cscript%3E', 'There is no freeze &lt;script&gt; on record.'],
  ])('%s is a page that says that it is not there', async (path, expected) => {
    const got = await get(path)
    expect(got).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' })
    expect(wordsOf(got.text)).toContain(expected)
  })

  test.each([
    '/pictures/burn-down/nothing.svg?at=1',
    '/pictures/burn-down/inference-gateway.svg',
    '/pictures/burn-down/inference-gateway.png?at=1',
    '/pictures/burn-down/inference-gateway.svg?at=x',
    '/pictures/burn-down/inference-gateway.svg?at=1&size=huge',
    `/requests/${'r'.repeat(300)}`,
    `/services/${GATEWAY}/gossip`,
  ])('%s is refused', async (path) => {
    expect((await get(path)).status).toBeGreaterThanOrEqual(400)
    expect((await get(path)).status).toBeLessThan(500)
  })
})
