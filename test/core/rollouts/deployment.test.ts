import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approve } from '../../../src/core/requests/click.ts'
import { asOf, deploymentsBetween } from '../../../src/core/rollouts/deployment.ts'
import { reportDeployment } from '../../../src/core/rollouts/report-deployment.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { OMAR } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
  await platform.settle(0.8)
})
afterEach(() => platform.close())

const granted = async (revision = 'v1.2.4'): Promise<string> => {
  const id = await platform.opened({ change: 'feature', revision })
  await approve(platform.deps, id, OMAR)
  return id
}

const asked = (revision = 'v1.2.4', run: string | null = '7', more = {}) =>
  platform.gate({ change: 'feature', revision, run, attempt: 1, ...more })

const report = async (event: 'started' | 'finished' | 'failed' | 'rolled_back', revision = 'v1.2.4') =>
  (
    await reportDeployment(platform.deps, {
      service: GATEWAY,
      revision,
      environment: 'production',
      event,
      percent: null,
      requestId: null,
      idempotencyKey: null,
      token: 'ci',
    })
  ).kind

const known = async (gated = ['production']) => {
  const now = platform.clock.now()
  const period = { from: now - 30 * HOUR_MS, until: now + HOUR_MS }
  const found = await deploymentsBetween(platform.store, gated, period, GATEWAY)
  expect(await deploymentsBetween(platform.store, gated, period)).toEqual(found)
  return found
}

describe('a deployment is known', () => {
  test('by the gate that let it through, under its request', async () => {
    const requestId = await granted()
    expect((await asked()).allowed).toBe(true)
    const at = platform.clock.now()
    expect(await known()).toMatchObject([
      {
        revision: 'v1.2.4',
        change: 'feature',
        at,
        state: 'unreported',
        requestId,
        way: null,
        rolloutId: null,
      },
    ])
  })

  test('once, however often its run asks', async () => {
    await granted()
    await asked()
    platform.clock.advance(MINUTE_MS)
    await asked()
    expect(await known()).toHaveLength(1)
  })

  test('not by a no, nor by a dry run, nor where the gate guards nothing', async () => {
    await asked()
    await granted()
    await asked('v1.2.4', '7', { dryRun: true })
    await asked('v1.2.4', '7', { environment: 'staging' })
    expect(await known(['production', 'staging'])).toEqual([])
  })

  test('by the reports of its pipeline', async () => {
    await report('started', 'v2')
    expect(await known()).toMatchObject([{ revision: 'v2', state: 'running', requestId: null, change: null }])
  })

  test('once by both, from the gate’s yes to the reported end', async () => {
    const requestId = await granted()
    await asked()
    const at = platform.clock.now()
    platform.clock.advance(2 * MINUTE_MS)
    await report('started')
    platform.clock.advance(MINUTE_MS)
    await report('failed')
    expect(await known()).toMatchObject([{ at, state: 'failed', requestId, endedAt: platform.clock.now() }])
  })
})

describe('a rollback is known', () => {
  test('of what nobody reported as begun', async () => {
    const requestId = await granted()
    await asked()
    const at = platform.clock.now()
    platform.clock.advance(20 * HOUR_MS)
    expect(await report('rolled_back')).toBe('recorded')
    expect(await known()).toMatchObject([{ at, state: 'rolled_back', requestId }])
    expect(await report('rolled_back')).toBe('recorded')
    expect(await platform.audit('rollout_rolled_back')).toHaveLength(1)
  })

  test('of what had failed before', async () => {
    await report('started', 'v2')
    await report('failed', 'v2')
    platform.clock.advance(HOUR_MS)
    expect(await report('rolled_back', 'v2')).toBe('recorded')
    const [one] = await known()
    expect(one).toMatchObject({ state: 'rolled_back' })
    expect(one && asOf(one, platform.clock.now() - MINUTE_MS)).toMatchObject({
      state: 'running',
      endedAt: null,
    })
  })

  test('not of what nobody knows', async () => {
    expect(await report('rolled_back', 'v9')).toBe('conflict')
  })
})
