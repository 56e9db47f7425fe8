import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEVELOPER, OWNER } from '../../demo/cast.ts'
import type { Message } from '../../demo/workspace/state.ts'
import { ACTION } from '../../src/adapters/slack/action-ids.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { LAUNCHDARKLY_TOKEN, LaunchDarklyServer } from '../support/launchdarkly-server.ts'

const FLAGS = `{
  "flags": {
    "new-checkout": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "on" }
  }
}
`

let premises: Premises
let server: LaunchDarklyServer
let file: string

beforeEach(async () => {
  server = await LaunchDarklyServer.start()
  server.makeFlag('one-click')
  premises = await Premises.open({ sli: '{ pushed: {} }', window: '30d' })
  const config = join(premises.folder, 'config')
  file = join(config, 'flags.json')
  await writeFile(file, FLAGS)
  await appendFile(
    join(config, 'budgeteer.yaml'),
    `flag_providers:
  files: { kind: flagd, file: flags.json, mode: live }
  ld: { kind: launchdarkly, url: '${server.url}', token_env: BUDGETEER_TOKEN_LD, mode: live }
`,
  )
  await appendFile(
    join(config, 'policies', 'error-budget-policy.yaml'),
    `notices:
  - { name: flag-rollback, when: { burn: { over: 5m, above: 10 } }, text: New features burn., flags: roll-back }
`,
  )
  const slos = join(config, 'slos', 'checkout.yaml')
  await writeFile(
    slos,
    (await readFile(slos, 'utf8')).replace(
      '    slos:',
      `    flags:
      - { provider: files, flag: new-checkout }
      - { provider: ld, flag: one-click, project: shop, environment: production }
    slos:`,
    ),
  )
})
afterEach(async () => {
  server.stop()
  await premises.close()
})

const start = (): Promise<BotProcess> => premises.start({ BUDGETEER_TOKEN_LD: LAUNCHDARKLY_TOKEN })

/** A fifth of the requests of the last minutes fail: forty times faster than the budget allows. */
async function burns(bot: BotProcess): Promise<void> {
  await bot.push({ good: 800, total: 1_000, key: 'bad' })
}

const told = (part: string): Promise<Message> =>
  eventually(part, () =>
    premises.workspace.messages('incidents').find((message) => {
      const said = message.text + JSON.stringify(message.blocks)
      return said.includes('Feature flags roll back') && said.includes(part)
    }),
  )

/** An edit of the message may take its buttons away just now: then the new ones are pressed. */
const presses = (person: string): Promise<true> =>
  eventually('the button is pressed', async () => {
    const message = await told('DISABLED')
    const block = message.blocks.find(({ type }) => type === 'actions')
    const button = { blockId: String(block?.['block_id']), actionId: ACTION.restoreFlags }
    const { failure } = await premises.workspace.press(person, message, button)
    return failure === null ? true : undefined
  })

test('a burn switches flags off, and a click puts them back as they were', async () => {
  const bot = await start()
  await burns(bot)
  await eventually('the flags are off', async () =>
    (await readFile(file, 'utf8')).includes('DISABLED') && server.isOn('one-click') === false
      ? true
      : undefined,
  )
  for (const { id } of [DEVELOPER, OWNER]) await presses(id)
  await told(`put back by <@${OWNER.id}>`)
  await eventually('the flags are on', () => (server.isOn('one-click') === true ? true : undefined))
  expect(await readFile(file, 'utf8')).toBe(FLAGS)
  expect(server.comments).toHaveLength(2)
})

test('a bot that is killed before it hears that a flag is off changes it once', async () => {
  const bot = await start()
  const killed = new Promise<void>((resolve) => {
    server.onChange = async () => {
      server.onChange = undefined
      await bot.kill()
      resolve()
    }
  })
  await burns(bot)
  await killed
  expect(server.isOn('one-click')).toBe(false)
  const again = await start()
  await told('DISABLED')
  await told('`one-click` in production (ld): on → off\n')
  await again.stop()
  expect(server.comments).toHaveLength(1)
  await premises.withStore(async (store) => {
    const states = (await store.flagChanges.recent(9)).map(({ key, state }) => `${key} ${state}`)
    expect(states.sort()).toEqual(['new-checkout off', 'one-click off'])
  })
})
