import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call } from '../call.ts'
import { REPORT, type Started, startFixture } from '../fixture.ts'

let server: Started
beforeEach(async () => {
  server = await startFixture()
})
afterEach(() => server.close(200))

describe('the overview', () => {
  test('shows level, budget, burn and what is allowed, escaped and without scripts', async () => {
    const got = await call(server.url, 'GET', '/')
    expect(got.type).toBe('text/html; charset=utf-8')
    for (const shown of [
      'Checkout &lt;API&gt;',
      'CRITICAL',
      '18% left',
      'burn 6.0× 1h',
      'gave nothing',
      '2 × sre',
      'A customer &lt;pays&gt;.',
      'without 2 h of maintenance',
      'Warning: a &lt;store&gt; was away',
      '<p class="broken">SLA 99.9% is broken: -50% left, -21.6 of 43.2 min',
      'Weighted mean of 2 parts:',
      'Cart (cart/ok, weight 3): 99.9%, 100% of what is spent',
      'Pay (pay/ok): no traffic, left out',
      'Every step succeeds.',
      'Why 99.5%: It was asked for.',
    ]) {
      expect(got.text).toContain(shown)
    }
    expect(got.text).toContain('the query &lt;x&gt; gave nothing')
    expect(got.text).not.toMatch(/<script|<API>|undefined|\[object|NaN/)
  })

  test('stands when no service is configured and when nothing was measured', async () => {
    server.useCases.status = () => Promise.resolve({ at: '2026-03-02T10:00:00.000Z', services: [] })
    expect((await call(server.url, 'GET', '/')).text).toContain('No service is configured yet')
    const unknown = {
      ...REPORT,
      level: 'UNKNOWN',
      since: null,
      remainingRatio: null,
      knownAt: null,
      stale: true,
      recovering: null,
    }
    server.useCases.status = () => Promise.resolve({ at: '2026-03-02T10:00:00.000Z', services: [unknown] })
    expect((await call(server.url, 'GET', '/')).text).toContain('not measured yet')
  })

  test('says 503 while the store is away', async () => {
    server.useCases.status = () => Promise.reject(Object.assign(new Error('x'), { code: 'SQLITE_BUSY' }))
    expect((await call(server.url, 'GET', '/')).status).toBe(503)
  })
})
