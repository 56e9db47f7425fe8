import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { barredBecause } from '../../../src/adapters/slack/directory.ts'
import { DEV, GUEST, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

const MINUTE_MS = 60_000

describe('who is who', () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice('socket')
  })
  afterAll(() => office.close())
  beforeEach(() => {
    office.clock.shiftMs += 10 * MINUTE_MS
  })
  const identify = async (userId: string) => (await office.slack.directory.identify([userId])).get(userId)

  test.each([
    ['a colleague', DEV, ''],
    ['a guest of several channels', GUEST, 'guest'],
    ['a guest of one channel', 'U0ULTRA001', 'guest'],
    ['somebody who left', 'U0GONE0001', 'deactivated'],
    ['a bot', 'U0ROBOT001', 'bot'],
    ['somebody of a shared channel', 'U0STRANGER', 'external'],
    ['somebody of another workspace', 'U0FOREIGN1', 'external'],
  ])('%s', async (_who, userId, barred) => {
    expect(await identify(userId)).toMatchObject({ known: true, userId, barred })
  })

  test('user groups come with the person', async () => {
    expect(await identify(SRE)).toMatchObject({ groups: new Set(['S0SRES0001']) })
    expect(await identify(DEV)).toMatchObject({ groups: new Set() })
  })

  test('an id that does not exist is unknown', async () => {
    expect(await identify('U0NOBODY00')).toMatchObject({ known: false })
    expect(await identify(DEV)).toMatchObject({ known: true })
  })

  test('somebody who left a minute ago no longer counts', async () => {
    expect(await identify(SRE)).toMatchObject({ known: true, barred: '' })
    office.workspace.changePerson(SRE, { isDeactivated: true })
    office.clock.shiftMs += MINUTE_MS
    expect(await identify(SRE)).toMatchObject({ known: true, barred: 'deactivated' })
  })

  test('while Slack does not answer, answers of the last five minutes are used, and none older', async () => {
    expect(await identify(SRE)).toMatchObject({ known: true })
    const forever = 1_000
    office.workspace.failNext('users.info', { error: 'internal_error' }, forever)
    office.workspace.failNext('usergroups.list', { error: 'internal_error' }, forever)
    office.clock.shiftMs += 4 * MINUTE_MS
    expect(await identify(SRE)).toMatchObject({ known: true })
    office.clock.shiftMs += 2 * MINUTE_MS
    expect(await identify(SRE)).toMatchObject({
      known: false,
      reason: 'Slack did not say who this is (internal_error)',
    })
  })
})

test('on a plan without user groups, people are still known', async () => {
  const office = await openOffice('socket', { isFreePlan: true })
  const found = await office.slack.directory.identify([SRE])
  expect(found.get(SRE)).toMatchObject({ known: true, groups: new Set() })
  await office.close()
})

test.each([
  [
    'the same organisation, another workspace',
    { team_id: 'T9', enterprise_user: { enterprise_id: 'E1' } },
    '',
  ],
  ['another organisation', { team_id: 'T1', enterprise_user: { enterprise_id: 'E2' } }, 'external'],
  ['no workspace at all', {}, 'external'],
])('in an organisation: %s', (_case, user, barred) => {
  const account = {
    teamId: 'T1',
    teamName: '',
    teamUrl: '',
    enterpriseId: 'E1',
    botUserId: 'U1',
    botId: 'B1',
    scopes: [],
  }
  expect(barredBecause(user, account)).toBe(barred)
})
