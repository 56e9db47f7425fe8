import { expect, test } from 'vitest'
import { linksOf, spanAround } from '../../../src/core/budgets/links.ts'
import type { LinkTemplate } from '../../../src/core/budgets/slo.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { service as aService } from '../../support/platform.ts'

const SPAN = { from: Date.UTC(2026, 2, 2, 9), to: Date.UTC(2026, 2, 2, 11) }
const link = (name: string, url = `https://example.com/${name}`): LinkTemplate => ({ name, url })

const given = (ofService: readonly LinkTemplate[], ofSlo: readonly LinkTemplate[] = []) => {
  const service = { ...aService('shop.web'), links: ofService }
  const [first] = service.slos
  return { service, slo: first && { ...first, name: 'a+b', links: ofSlo }, span: SPAN }
}

test.each([
  ['{service}', 'shop.web'],
  ['{slo}', 'a%2Bb'],
  ['{from}-{to}', '1772442000000-1772449200000'],
  ['{from_iso}/{to_iso}', '2026-03-02T09%3A00%3A00.000Z/2026-03-02T11%3A00%3A00.000Z'],
  ['{service}?a=1&b={service}', 'shop.web?a=1&b=shop.web'],
])('%s becomes %s', (template, filled) => {
  const subject = given([link('dashboard', `https://example.com/${template}`)])
  expect(linksOf(subject).map(({ url }) => url)).toEqual([`https://example.com/${filled}`])
})

test('those of the SLO come first, and of each name there is one', () => {
  const subject = given([link('runbook'), link('error_logs')], [link('runbook', 'https://example.com/slo')])
  expect(linksOf(subject, [link('dashboard'), link('error_logs', 'https://example.com/no')])).toEqual([
    { name: 'runbook', title: 'Runbook', url: 'https://example.com/slo' },
    { name: 'error_logs', title: 'Error logs', url: 'https://example.com/error_logs' },
    { name: 'dashboard', title: 'Dashboard', url: 'https://example.com/dashboard' },
  ])
})

test('a link about an SLO is left out where no single SLO is meant', () => {
  const { service, span } = given([link('dashboard', 'https://example.com/{slo}'), link('runbook')])
  expect(linksOf({ service, span }).map(({ name }) => name)).toEqual(['runbook'])
})

test('no address breaks a message', () => {
  const subject = given([link('dashboard', 'https://example.com/a|b?c=<d>')])
  expect(linksOf(subject)[0]?.url).toBe('https://example.com/a%7Cb?c=%3Cd%3E')
})

test.each([
  ['goes on', null, 4],
  ['is over', HOUR_MS, 2],
])('around what %s there is an hour on either side', (_, endedAt, hours) => {
  expect(spanAround(0, endedAt, 3 * HOUR_MS)).toEqual({ from: -HOUR_MS, to: hours * HOUR_MS })
})
