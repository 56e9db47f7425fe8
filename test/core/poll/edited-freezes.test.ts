import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Adopted, CurrentConfiguration } from '../../../src/app/current-configuration.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { type Edit, loadEdited } from '../../config/configuration-folder.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'
import { editedPolicy, shippedPolicy } from '../../support/shipped-policy.ts'

const FREEZE_AT_WARNING = [
  '    title: Elevated caution',
  '    freeze: true\n    title: Elevated caution',
] as const
const NO_FREEZE_AT_CRITICAL = [
  '    when: { remaining: { below: 30 } }\n    freeze: true',
  '    when: { remaining: { below: 30 } }',
] as const

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

/** What is said of the service's freezes from here on: `post level-announcement …`. */
async function saidNext(act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = new Set((await platform.owed()).map(({ id }) => id))
  await act()
  const said = (await platform.owedBesideActions()).filter(({ id }) => !before.has(id))
  return said.map(({ act: how, content }) =>
    [how, content.kind, content['freeze'] ?? content['event'], content['endedAt'] ? 'ended' : '']
      .map(String)
      .join(' ')
      .trim(),
  )
}

describe('an edit of the policy, at the same level', () => {
  test('that makes it a freeze begins one, with its announcement and what people owe, once', async () => {
    await platform.settle(0.4)
    expect(await platform.store.levelFreezes.current(GATEWAY)).toBeUndefined()
    const since = (await platform.store.statuses.of(GATEWAY))?.since
    const actions = await platform.store.actions.open(GATEWAY)

    platform.policy = editedPolicy([FREEZE_AT_WARNING])
    expect(await saidNext(() => platform.poll())).toEqual(['post level-announcement true'])
    const freeze = await platform.store.levelFreezes.current(GATEWAY)
    expect(freeze).toMatchObject({ level: 'WARNING', beganAt: platform.clock.now(), endedAt: null })
    expect(await platform.store.statuses.of(GATEWAY)).toMatchObject({ level: 'WARNING', since })
    const open = await platform.store.actions.open(GATEWAY)
    expect(open.map(({ id, dueAt }) => [id, dueAt])).toEqual(actions.map(({ id, dueAt }) => [id, dueAt]))

    expect(await saidNext(() => platform.poll())).toEqual([])
    expect(await platform.store.levelFreezes.current(GATEWAY)).toEqual(freeze)
  })

  test('that makes it none ends the freeze: its head is edited and its thread told', async () => {
    await platform.settle(0.2)
    expect(await platform.store.levelFreezes.current(GATEWAY)).toMatchObject({ level: 'CRITICAL' })
    platform.policy = editedPolicy([NO_FREEZE_AT_CRITICAL])
    expect(await saidNext(() => platform.poll())).toEqual([
      'update level-announcement true ended',
      'reply freeze-update ended',
      'post level-announcement false',
    ])
    expect(await platform.store.levelFreezes.current(GATEWAY)).toBeUndefined()
    expect((await platform.audit('transition')).at(-1)?.data).toMatchObject({
      from: 'CRITICAL',
      to: 'CRITICAL',
      because: 'the policy was edited',
    })
  })

  test('and back again begins a second freeze', async () => {
    await platform.settle(0.2)
    platform.policy = editedPolicy([NO_FREEZE_AT_CRITICAL])
    await platform.poll()
    platform.policy = shippedPolicy
    await platform.poll()
    expect(await platform.store.levelFreezes.of(GATEWAY, 5)).toMatchObject([
      { endedAt: null },
      { endedAt: expect.any(Number) as number },
    ])
  })

  test('that changes something else says nothing of freezes', async () => {
    await platform.settle(0.2)
    platform.policy = editedPolicy([["version: '1.0'", "version: '1.1'"]])
    expect(await saidNext(() => platform.poll())).toEqual([])
  })

  test('of four services begins four freezes and one digest', async () => {
    const names = ['a', 'b', 'c', 'd']
    platform.services = names.map((name) => service(name))
    for (const name of names) platform.source.set(name, 0.4)
    await platform.poll()
    platform.policy = editedPolicy([FREEZE_AT_WARNING])
    const said = await saidNext(() => platform.poll())
    expect(said.filter((line) => line.startsWith('post'))).toEqual(['post transition-digest undefined'])
    for (const name of names)
      expect(await platform.store.levelFreezes.current(name)).toMatchObject({ level: 'WARNING' })
  })
})

test('a running bot that takes the edit up begins and ends the freeze at its next polls', async () => {
  const secrets = {
    SLACK_BOT_TOKEN: 'xoxb-current',
    SLACK_APP_TOKEN: 'xapp-current',
    SLACK_SIGNING_SECRET: 'current',
    PROMETHEUS_TOKEN: 'p',
    PROMETHEUS_PASSWORD: 'p',
    BUDGETEER_TOKEN_CI: 'a-token-that-is-long-enough',
    BUDGETEER_TOKEN_RELEASE: 'another-token-that-is-long-enough',
  }
  const adopted = async (edits: readonly Edit[]): Promise<Adopted> => {
    const loaded = await loadEdited(edits, secrets)
    if (!loaded.ok || loaded.secrets === null) throw new Error(JSON.stringify(loaded.problems))
    return { configuration: loaded, secrets: loaded.secrets, renderer: { text: () => '', percent: () => '' } }
  }
  let edits: readonly Edit[] = []
  const current = new CurrentConfiguration(await adopted(edits), {
    audit: platform.store.audit,
    clock: platform.clock,
    logger: pino({ level: 'silent' }),
    reread: async () => ({ ok: true, adopted: await adopted(edits) }),
  })
  const bot = { ...platform.deps, catalog: () => current.configuration.catalog }
  const frozen = async (): Promise<boolean> =>
    (await platform.store.levelFreezes.current('shop')) !== undefined

  platform.source.set('shop', 0.4, 'orders')
  await poll(bot)
  expect(await platform.store.statuses.of('shop')).toMatchObject({ level: 'YELLOW' })
  expect(await frozen()).toBe(false)

  edits = [['policies/team.yaml', '    title: Careful', '    title: Careful\n    freeze: true']]
  expect(await current.reload()).toMatchObject({ kind: 'taken-up' })
  await poll(bot)
  expect(await frozen()).toBe(true)

  edits = []
  expect(await current.reload()).toMatchObject({ kind: 'taken-up' })
  await poll(bot)
  expect(await frozen()).toBe(false)
})
