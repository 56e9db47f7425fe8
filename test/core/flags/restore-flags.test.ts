import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { flagCommands } from '../../../src/core/flags/flag-commands.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/kernel/time/duration.ts'
import { DANA, GUS, OMAR, TOMAS } from '../../support/people.ts'
import { GATEWAY } from '../../support/platform.ts'
import { FlaggedPlatform } from './rolled-back.ts'

let at: FlaggedPlatform

beforeEach(async () => {
  at = await FlaggedPlatform.open({ checkout: true, search: false })
  await at.burnsAt(11)
})

afterEach(() => at.platform.close())

describe('the flags of a rollback', () => {
  test('stay off by themselves, however well the budget does', async () => {
    for (let minutes = 0; minutes < 120; minutes += 10) await at.burnsAt(0, 10 * MINUTE_MS)
    await at.passes(24 * HOUR_MS)
    expect(at.flags.isOn('checkout')).toBe(false)
  })

  test.each([
    ['SRE', TOMAS],
    ['the service’s owner', OMAR],
  ])('are put back by %s, as they were', async (_, who) => {
    expect(await at.restores(who)).toMatchObject({ kind: 'done' })
    expect(at.flags.isOn('checkout')).toBe(true)
    expect(at.flags.isOn('search')).toBe(false)
    expect(await at.states()).toEqual(['checkout restored', 'search was-off'])
    expect(await at.platform.audit('flag_restore')).toMatchObject([{ actor: who, service: GATEWAY }])
    expect((await at.told()).at(-1)?.content).toMatchObject({
      flags: [{ state: 'restored', restoredBy: who }, { state: 'was-off' }],
      prompts: [],
    })
  })

  test.each([
    ['a developer', DANA, 'Only Service owner or SRE may put flags back.'],
    ['a guest', GUS, 'full members'],
  ])('are not put back by %s', async (_, who, why) => {
    const outcome = await at.restores(who)
    expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining(why) as unknown })
    expect(at.flags.isOn('checkout')).toBe(false)
  })

  test('need the role at the click, whatever it was before', async () => {
    at.platform.directory.change(TOMAS, { groups: [] })
    expect(await at.restores(TOMAS)).toMatchObject({ kind: 'refused' })
  })

  test('that somebody has changed since are shown as they are now, and asked for once more', async () => {
    at.flags.turn('checkout', true)
    at.flags.turn('checkout', false)
    expect(await at.restores(TOMAS)).toMatchObject({
      kind: 'changed-since',
      flags: [{ name: 'checkout in production (flags)', now: 'off', before: 'on' }],
    })
    expect(at.flags.isOn('checkout')).toBe(false)
    expect(await at.restores(TOMAS, true)).toMatchObject({ kind: 'done' })
    expect(at.flags.isOn('checkout')).toBe(true)
    expect(await at.platform.audit('flag_restore')).toMatchObject([{ data: { anyway: true } }])
  })

  test('that somebody has put back already are left, and done', async () => {
    at.flags.turn('checkout', true)
    expect(await at.restores(TOMAS)).toMatchObject({ kind: 'done' })
    expect(await at.states()).toEqual(['checkout restored', 'search was-off'])
    expect(at.flags.changes).toEqual(['checkout off', 'checkout on'])
  })

  test('come back once, however often they are asked for', async () => {
    await at.restores(TOMAS)
    expect(await at.restores(OMAR)).toMatchObject({
      kind: 'refused',
      message: 'These flags are as they were.',
    })
    expect(at.flags.changes).toEqual(['checkout off', 'checkout on'])
  })

  test('come back after a fault, and not over what somebody set meanwhile', async () => {
    at.flags.losesAnswers = true
    await at.restores(TOMAS)
    at.flags.losesAnswers = false
    await at.passes(SECOND_MS)
    expect(await at.states()).toEqual(['checkout restored', 'search was-off'])
    expect(at.flags.changes).toEqual(['checkout off', 'checkout on'])
  })

  test('that cannot be looked at are not put back blindly', async () => {
    at.flags.faults.push({ kind: 'passing', error: 'no answer', retryAfterMs: null })
    expect(await at.restores(TOMAS)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Nothing was changed') as unknown,
    })
  })

  test('of a rollback that nobody knows are refused with a word', async () => {
    expect(await flagCommands(at.world).restore('fr-none', TOMAS)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('There is no rollback fr-none') as unknown,
    })
  })
})
