import { afterEach, describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/kernel/time/duration.ts'
import { GATEWAY } from '../../support/platform.ts'
import { BURNS, FlaggedPlatform } from './rolled-back.ts'

let at: FlaggedPlatform

afterEach(() => at.platform.close())

describe('a burn above ten', () => {
  test('switches the service’s flags off, and says which, with the button that puts them back', async () => {
    at = await FlaggedPlatform.open({ checkout: true, search: true })
    await at.burnsAt(9)
    expect(at.flags.changes).toEqual([])
    await at.burnsAt(11)
    expect(at.flags.changes).toEqual(['checkout off', 'search off'])
    const told = await at.told()
    expect(told[0]).toMatchObject({ act: 'post', address: { kind: 'channel', purpose: 'incidents' } })
    expect(told.at(-1)?.content).toMatchObject({
      service: GATEWAY,
      why: BURNS,
      isDry: false,
      flags: [
        { key: 'checkout', state: 'off', before: 'on', after: 'off' },
        { key: 'search', state: 'off', before: 'on', after: 'off' },
      ],
      prompts: [{ kind: 'restore-flags' }],
    })
  })

  test('is on record: what was decided on what, and what was done', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    await at.burnsAt(11)
    const facts = { flag: 'checkout', provider: 'flags', environment: 'production', from: 'on', mode: 'live' }
    expect(await at.platform.audit('flag_rollback')).toMatchObject([
      {
        actor: 'budgeteer',
        service: GATEWAY,
        data: { ...facts, state: 'turning-off', why: BURNS, to: null },
      },
    ])
    expect(await at.platform.audit('flag_changed')).toMatchObject([
      { data: { ...facts, state: 'off', to: 'off' } },
    ])
  })

  test('leaves a flag that is off already, and says so', async () => {
    at = await FlaggedPlatform.open({ checkout: false })
    await at.burnsAt(11)
    expect(at.flags.changes).toEqual([])
    expect(await at.states()).toEqual(['checkout was-off'])
    expect(await at.platform.audit('flag_rollback')).toMatchObject([{ data: { state: 'was-off' } }])
    expect((await at.told())[0]?.content['prompts']).toEqual([])
  })

  test('only says what it would do where the provider is dry', async () => {
    at = await FlaggedPlatform.open({ checkout: true }, 'dry')
    await at.burnsAt(11)
    await at.passes(HOUR_MS)
    expect(at.flags.changes).toEqual([])
    expect(await at.told()).toMatchObject([
      { content: { isDry: true, inShadow: false, flags: [{ state: 'dry', before: 'on' }], prompts: [] } },
    ])
    expect(await at.platform.audit('flag_rollback')).toMatchObject([{ data: { mode: 'dry', state: 'dry' } }])
  })

  test('changes nothing of a service in shadow, and tells the channel of shadow', async () => {
    at = await FlaggedPlatform.open({ checkout: true }, 'live', { enforcement: 'shadow' })
    await at.burnsAt(11)
    expect(at.flags.changes).toEqual([])
    expect(await at.told()).toMatchObject([
      { address: { purpose: 'shadow' }, content: { isDry: true, inShadow: true } },
    ])
  })

  test('is one rollback: while it lasts, and within the cool-down after it', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    await at.burnsAt(11)
    await at.burnsAt(12)
    at.flags.turn('checkout', true)
    for (const rate of [1, 1, 1, 11]) await at.burnsAt(rate, 10 * MINUTE_MS)
    expect(at.flags.isOn('checkout')).toBe(true)
    for (const rate of [1, 1, 1, 11]) await at.burnsAt(rate, 10 * MINUTE_MS)
    expect(at.flags.isOn('checkout')).toBe(false)
    expect(new Set((await at.changes()).map(({ rollback }) => rollback)).size).toBe(2)
  })

  test('does nothing where the service has no flags', async () => {
    at = await FlaggedPlatform.open({})
    await at.burnsAt(11)
    expect(await at.told()).toEqual([])
    expect(await at.platform.audit('notice_for_machines')).toHaveLength(1)
  })
})

describe('a fault', () => {
  test('before the flag could be looked at is told, and it is tried again', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    at.flags.faults.push({ kind: 'passing', error: 'the provider answered 503', retryAfterMs: null })
    await at.burnsAt(11)
    expect(at.flags.isOn('checkout')).toBe(true)
    expect((await at.told())[0]?.content['flags']).toMatchObject([
      { state: 'asked', error: 'the provider answered 503' },
    ])
    await at.passes(SECOND_MS)
    expect(at.flags.isOn('checkout')).toBe(false)
    expect((await at.told()).at(-1)?.content['flags']).toMatchObject([{ state: 'off', error: null }])
  })

  test('waits as long as the provider asks for', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    at.flags.faults.push({ kind: 'passing', error: 'too many calls', retryAfterMs: 30 * SECOND_MS })
    await at.burnsAt(11)
    await at.passes(29 * SECOND_MS)
    expect(at.flags.isOn('checkout')).toBe(true)
    await at.passes(SECOND_MS)
    expect(at.flags.isOn('checkout')).toBe(false)
  })

  test('whose change arrived all the same doubles nothing', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    at.flags.losesAnswers = true
    await at.burnsAt(11)
    expect(await at.states()).toEqual(['checkout turning-off'])
    at.flags.losesAnswers = false
    await at.passes(SECOND_MS)
    expect(await at.states()).toEqual(['checkout off'])
    expect(at.flags.changes).toEqual(['checkout off'])
  })

  test('between whose tries somebody sets the flag leaves it to them', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    at.flags.losesAnswers = true
    await at.burnsAt(11)
    at.flags.losesAnswers = false
    at.flags.turn('checkout', true)
    await at.passes(SECOND_MS)
    expect(at.flags.isOn('checkout')).toBe(true)
    expect(await at.states()).toEqual(['checkout left'])
  })

  test('before which a flag was not changed leaves it on where its provider was made dry since', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    const lost = { kind: 'passing', error: 'no answer', retryAfterMs: null } as const
    at.flags.turnOff = () => Promise.resolve(lost)
    await at.burnsAt(11)
    expect(await at.states()).toEqual(['checkout turning-off'])
    Reflect.deleteProperty(at.flags, 'turnOff')
    at.flags.mode = 'dry'
    await at.passes(SECOND_MS)
    expect(at.flags.isOn('checkout')).toBe(true)
    expect(await at.states()).toEqual(['checkout dry'])
    expect(
      (await at.platform.audit('flag_rollback')).map(({ data }) => [data['state'], data['mode']]),
    ).toEqual([
      ['turning-off', 'live'],
      ['dry', 'dry'],
    ])
    expect((await at.told()).at(-1)?.content).toMatchObject({ isDry: true, prompts: [] })
  })

  test('of one flag keeps no other from being switched off', async () => {
    at = await FlaggedPlatform.open({ checkout: true, search: true })
    at.flags.faults.push({ kind: 'final', error: 'there is no flag checkout' })
    await at.burnsAt(11)
    expect(await at.states()).toEqual(['checkout failed', 'search off'])
    expect(await at.platform.audit('flag_failed')).toMatchObject([
      { data: { flag: 'checkout', error: 'there is no flag checkout' } },
    ])
  })

  test('that lasts an hour is given up, and a rollback that the bot slept through is not done late', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    at.flags.faults.push({ kind: 'passing', error: 'no answer', retryAfterMs: null })
    await at.burnsAt(11)
    await at.passes(HOUR_MS)
    expect(at.flags.isOn('checkout')).toBe(true)
    expect(await at.states()).toEqual(['checkout failed'])
    expect((await at.told()).at(-1)?.content['flags']).toMatchObject([
      { state: 'failed', error: expect.stringContaining('more than an hour') as unknown },
    ])
  })

  test('of a provider that is configured no more is said', async () => {
    at = await FlaggedPlatform.open({ checkout: true })
    at.platform.flagProviders.clear()
    await at.burnsAt(11)
    expect((await at.told())[0]?.content['flags']).toMatchObject([
      { state: 'failed', error: 'no flag provider is called flags any more' },
    ])
  })
})
