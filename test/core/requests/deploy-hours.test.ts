import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { approve } from '../../../src/core/requests/click.ts'
import { previewDecision } from '../../../src/core/requests/preview-decision.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

const FILE = join(import.meta.dirname, '../../../config/policies/zones.yaml')

let platform: Platform
beforeEach(async () => {
  const parsed = parsePolicy(await readFile(FILE, 'utf8'), FILE)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  platform = await Platform.open([{ ...service(GATEWAY), policy: parsed.policy.name }], parsed.policy)
})
afterEach(() => platform.close())

const FIX = { change: 'critical-fix', answers: new Map([['comprehensive-tests', 'yes']]) } as const

describe('the hours of the zones', () => {
  // The clock begins on Thursday at noon; ORANGE lets deployments start from 22:00 to 06:00.
  test('shut the gate by day, and say when it opens', async () => {
    await platform.settle(0.1)
    expect(await platform.gate({ change: 'critical-fix' })).toMatchObject({
      decision: 'blocked',
      reasons: ['outside_deploy_hours'],
      rule: 'levels.ORANGE.hours',
      opensAt: '2025-10-23T22:00:00.000Z',
    })
  })

  test('stand in the status as the gate has them: by day nothing may ship but what is exempt', async () => {
    await platform.settle(0.1)
    const fix = async () => {
      const [found] = (await statusReport(platform.deps, GATEWAY)).services
      const { decision, rule } = await platform.gate({ change: 'critical-fix' })
      const said = found?.changes.find(({ change }) => change === 'critical-fix')
      expect(said).toMatchObject({ decision, rule })
      expect(found?.changes.find(({ change }) => change === 'security')).toMatchObject({ exempt: true })
      return said
    }
    expect(await fix()).toMatchObject({ decision: 'blocked', rule: 'levels.ORANGE.hours', seats: [] })
    platform.clock.advance(10 * HOUR_MS)
    await platform.poll()
    expect(await fix()).toMatchObject({ decision: 'needs-approval', requires: ['comprehensive-tests'] })
  })

  test('let a request be opened and approved by day, with the advice when it may start', async () => {
    await platform.settle(0.1)
    const id = await platform.opened(FIX)
    const { decision } = await platform.requestNow(id)
    expect(decision).toMatchObject({
      decision: 'needs-approval',
      advice: ['May start in the deploy hours of ORANGE, which begin Thu 2025-10-23 22:00 UTC.'],
    })
    expect(await platform.gate({ change: 'critical-fix' })).toMatchObject({
      reasons: ['outside_deploy_hours'],
    })
    platform.clock.advance(10 * HOUR_MS)
    await platform.poll()
    expect(await platform.gate({ change: 'critical-fix', requestId: id })).toMatchObject({
      decision: 'needs-approval',
      reasons: ['approval_missing'],
    })
  })

  test('keep the grant of a deployment that has to wait', async () => {
    await platform.settle(0.1)
    const id = await platform.opened(FIX)
    expect(await approve(platform.deps, id, VICTOR)).toMatchObject({ request: { state: 'granted' } })
    expect(await platform.gate({ change: 'critical-fix', requestId: id })).toMatchObject({
      allowed: false,
      reasons: ['outside_deploy_hours'],
    })
    platform.clock.advance(10 * HOUR_MS)
    await platform.poll()
    expect(await platform.gate({ change: 'critical-fix', requestId: id })).toMatchObject({ allowed: true })
  })

  test('never shut out what is exempt', async () => {
    await platform.settle(0.1)
    const caller = { token: 'ci', automatic: false, mayClaim: ['security'] }
    expect(await platform.gate({ change: 'security', caller })).toMatchObject({
      allowed: true,
      reasons: ['exempt'],
    })
  })

  test('are advice where they are preferred', async () => {
    await platform.settle(0.5)
    expect(await previewDecision(platform.deps, GATEWAY, 'feature', null)).toMatchObject({
      decision: 'needs-approval',
      advice: ['Better in the preferred hours of YELLOW, which begin Thu 2025-10-23 18:00 UTC.'],
    })
    platform.clock.advance(6 * HOUR_MS)
    await platform.poll()
    expect((await previewDecision(platform.deps, GATEWAY, 'feature', null))?.advice).toBeUndefined()
  })
})
