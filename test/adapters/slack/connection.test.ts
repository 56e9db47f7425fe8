import { afterAll, beforeAll, describe, expect, test } from 'vitest'

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
})
