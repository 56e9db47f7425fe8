import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { isoTime } from '../../../src/core/kernel/time/iso-time.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const KEY = `${GATEWAY}/availability`

let platform: Platform
let stoppedAt: number

beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY, ['99.5'])], shippedPolicy)
  await platform.settle(0.9)
  stoppedAt = platform.clock.now()
})

afterEach(() => platform.close())

const samplesUntil = (at: number): void => {
  platform.source.newest.set(KEY, { at, holdsForMs: 5 * MINUTE_MS })
}

async function pollAfter(ms: number): Promise<void> {
  platform.clock.advance(ms)
  await platform.poll()
}

const said = async () =>
  (await platform.owed()).flatMap(({ content, address }) =>
    content.kind === 'data-gap' ? [{ content, address }] : [],
  )

describe('data that stops', () => {
  test('is said once in #incidents, with the time of the newest sample, and once that it is back', async () => {
    samplesUntil(stoppedAt)
    await pollAfter(5 * MINUTE_MS)
    expect(await said()).toEqual([])
    await pollAfter(MINUTE_MS)
    await pollAfter(MINUTE_MS)
    // A source that does not answer meanwhile is no second stop.
    platform.source.lose(GATEWAY)
    await pollAfter(MINUTE_MS)
    platform.source.set(GATEWAY, 0.9)
    await pollAfter(MINUTE_MS)
    const [stopped, ...others] = await said()
    expect(others).toEqual([])
    expect(stopped).toMatchObject({
      address: { kind: 'channel', purpose: 'incidents' },
      content: { state: 'stopped', slos: [{ since: isoTime(stoppedAt) }] },
    })

    samplesUntil(platform.clock.now() + MINUTE_MS)
    await pollAfter(MINUTE_MS)
    await pollAfter(MINUTE_MS)
    const [, back, ...more] = await said()
    expect(more).toEqual([])
    expect(back).toMatchObject({ content: { state: 'back', slos: [{ since: isoTime(stoppedAt) }] } })
  })

  test('the gate asks for the approval of a missing budget 15 minutes after the newest sample', async () => {
    samplesUntil(stoppedAt)
    const stale = async () => (await statusReport(platform.deps)).services[0]
    await pollAfter(6 * MINUTE_MS)
    expect(await stale()).toMatchObject({
      stale: true,
      knownAt: isoTime(stoppedAt),
      slos: [{ missing: 'data_stopped', missingDetail: `no data since ${isoTime(stoppedAt)}` }],
    })
    const approvers = async () =>
      (await stale())?.changes.find(({ change }) => change === 'feature')?.seats.map(({ role }) => role)
    const usual = await approvers()
    expect(usual).not.toContain('sre')
    await pollAfter(9 * MINUTE_MS)
    expect(await approvers()).toEqual(usual)
    await pollAfter(MINUTE_MS)
    expect(await approvers()).toContain('sre')
  })

  test('a service that was never measured is told of too', async () => {
    await platform.close()
    platform = await Platform.open([service(GATEWAY, ['99.5'])], shippedPolicy)
    samplesUntil(platform.clock.now() - HOUR_MS)
    await platform.poll()
    expect(await said()).toHaveLength(1)
  })
})
