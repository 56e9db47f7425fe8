import { afterAll, beforeAll, expect, test } from 'vitest'
import { pushedSource } from '../../../../../src/core/budgets/pushed-source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../../src/core/kernel/time/duration.ts'
import { tellOutcomes } from '../../../../../src/core/outcomes/tell-outcomes.ts'
import { useCases } from '../../../../../src/core/use-cases.ts'
import { VICTOR } from '../../../../support/people.ts'
import { GATEWAY, Platform, service } from '../../../../support/platform.ts'
import { call } from '../../call.ts'
import { type Started, startFixture } from '../../fixture.ts'

let platform: Platform
let server: Started
let id: string
beforeAll(async () => {
  platform = await Platform.open()
  platform.services = [{ ...service(GATEWAY), cost: { currency: 'EUR', perBadMinute: 100 } }]
  await platform.settle(0.2)
  id = await platform.opened({
    change: 'feature',
    way: 'override',
    requestedBy: VICTOR,
    documents: new Map([['documentation', 'The launch cannot wait']]),
  })
  server = await startFixture({
    useCases: useCases(platform.everything),
    clock: platform.clock,
    pages: () => ({ url: 'https://bot.example', isPublic: true, timeZone: 'UTC', proxy: null }),
  })
})
afterAll(async () => {
  await server.close()
  await platform.close()
})

/** A thousand requests a minute over 30 days, and ten minutes' worth that all fail in the hour to come. */
async function counts(): Promise<void> {
  const now = platform.clock.now()
  const one = { service: GATEWAY, slo: 'availability' }
  const good = (30 * 24 * 60 - 10) * 1_000 - 1_000
  await platform.store.pushedCounts.add([
    { ...one, good, total: good, at: now - 5 * DAY_MS },
    { ...one, good: 1_000, total: 1_000, at: now - HOUR_MS },
    { ...one, good: 0, total: 10_000, at: now + HOUR_MS },
  ])
}

/** What the page says, without its markup. */
async function said(): Promise<string> {
  const { status, text } = await call(server.url, 'GET', `/requests/${id}`)
  expect(status).toBe(200)
  const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'))
  return main.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
}

test('the page of a request says what became of it once that was told, and not before', async () => {
  await counts()
  expect((await platform.gate({ change: 'feature', run: '7', attempt: 1 })).allowed).toBe(true)
  platform.clock.advance(3 * HOUR_MS)
  const report = {
    service: GATEWAY,
    revision: 'v1.2.4',
    environment: 'production',
    event: 'rolled_back',
  } as const
  await useCases(platform.everything).rollouts.report({
    ...report,
    percent: null,
    requestId: null,
    idempotencyKey: null,
    token: 'ci',
  })
  expect(await said()).not.toContain('What became of')
  platform.clock.advance(DAY_MS - 3 * HOUR_MS + MINUTE_MS)
  await tellOutcomes({ ...platform.everything, pastSource: pushedSource(platform.store.pushedCounts) })
  expect(await said()).toContain(
    'Outcome What became of this override: it was rolled back. In the 24 hours after it, 4.6% of the budget of availability was spent, EUR 1,000; in as long before it, 0%.',
  )
})
