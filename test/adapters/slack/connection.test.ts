import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'

import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

import { TestClock } from '../../support/test-clock.ts'
import { startSlack } from '../../../src/adapters/slack/connection.ts'
import { DEV, openOffice } from './support/office.ts'
import type { Office } from './support/office.ts'

describe.each(['socket', 'http'] as const)('the bot in %s mode', (mode) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(mode)
  })
  afterAll(() => office.close())

  test('is connected and knows who it is', () => {
    expect(office.slack.connected()).toBe(true)
    expect(office.slack.account()?.teamId).toBe('T0OFFICE01')
  })

  test('has joined its public channels', () => {
    const { workspace } = office
    const joined = ['engineering', 'deploy-approvals', 'incidents', 'secret'].map((name) =>
      workspace.channel(name).members.has(workspace.botUserId),
    )
    expect(joined).toEqual([true, true, true, false])
  })

  test('answers /budget status to the person alone', async () => {
    const outcome = await office.workspace.runCommand(DEV, 'C0ENGINEER', '/budget status inf')
    expect(outcome.failure).toBeNull()
    const shown = await outcome.answer()
    expect(shown?.kind === 'message' && shown.message.text).toBe(
      '⚠️ Inference Gateway: WARNING, 42% of the error budget left',
    )
    expect(shown?.kind === 'message' && shown.message.ephemeralFor).toBe(DEV)
  })

  test('says that it is cut off when its token is revoked, though the connection stands, until it is good again', async () => {
    const clock = new TestClock()
    const slack = await startSlack({ ...office.options, clock })
    onTestFinished(() => slack.stop())
    expect(slack.state()).toMatchObject({ connected: true })
    office.workspace.failNext('auth.test', { error: 'token_revoked' }, 1_000)
    await expect.poll(() => clock.sleeping).toBeGreaterThan(0)
    clock.advance(MINUTE_MS)
    await expect.poll(() => slack.state()).toMatchObject({ connected: false, lastError: 'token_revoked' })
    office.workspace.clearFaults()
    await expect
      .poll(() => {
        clock.advance(MINUTE_MS)
        return slack.connected()
      })
      .toBe(true)
  })
})
