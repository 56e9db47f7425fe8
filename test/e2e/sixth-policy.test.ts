import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEVELOPER, MANAGER, SENIOR_1 } from '../../src/demo/cast.ts'
import { buttonNamed } from '../../src/demo/workspace/find-element.ts'
import type { Message } from '../../src/demo/workspace/state.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'

/** A policy that no document has: other levels, change types, roles and conditions, and not a line of code. */
const POLICY = `
title: Rules of the harbour
version: '6'
recover_after: 1s
risks: { any: { title: Any risk } }
change_types:
  cargo: { title: Cargo, risk: any }
  repair: { title: Repair, risk: any }
  lifeboat: { title: Lifeboat, risk: any, exempt: true }
requirements:
  manifest: { title: Cargo manifest, kind: confirm }
levels:
  CALM: { title: Fair wind, emoji: ⛵, otherwise: approve }
  SWELL:
    title: Rough sea
    emoji: 🌊
    when: { burn: { over: 10m, above: 0.3 } }
    changes:
      repair: approve
    otherwise: { approvals: { captain: 1 } }
  STORM:
    title: Harbour closed
    emoji: ⛈️
    when: { any: [{ spent: { within: 2h, at_least: 90 } }, { remaining: { at_most: 5 } }] }
    freeze: true
    changes:
      repair: { approvals: { captain: 1, harbour-master: 1 }, require: [manifest] }
    otherwise: block
    exception: { approvals: { harbour-master: 1 } }
`

const TITLE =
  'a policy of YAML alone is polled, announced, asked, approved, edited, and never widened by an edit'

let premises: Premises
let bot: BotProcess
const policyFile = (): string => join(premises.folder, 'config', 'policies', 'harbour.yaml')

beforeAll(async () => {
  premises = await Premises.open({ sli: '{ pushed: {} }', window: '3d' })
  const settings = join(premises.folder, 'config', 'budgeteer.yaml')
  const text = await readFile(settings, 'utf8')
  const roles = `roles:
  captain: { title: Captain, users: [${SENIOR_1.id}, ${MANAGER.id}] }
  harbour-master: { title: Harbour master, users: [${MANAGER.id}] }`
  await writeFile(
    settings,
    text
      .replace('roles:', () => roles)
      .replace('default_policy: error-budget-policy', 'default_policy: harbour'),
  )
  await writeFile(policyFile(), POLICY)
  bot = await premises.start()
})

afterAll(() => premises.close())

const seen = (channel: string, words: string): Promise<Message> =>
  eventually(`“${words}” in ${channel}`, () =>
    premises.workspace.messages(channel).findLast(({ text }) => text.includes(words)),
  )

const gateSays = (question: Readonly<Record<string, unknown>>, expected: object): Promise<unknown> =>
  eventually(JSON.stringify(expected), async () => {
    const answer = await bot.gate(question)
    expect(answer).toMatchObject(expected)
    return answer
  })

async function presses(person: string, message: Message, label: string): Promise<void> {
  const { workspace } = premises
  const outcome = await workspace.press(person, message, buttonNamed(message, label))
  expect(outcome.failure).toBeNull()
}

test(TITLE, { timeout: 60_000 }, async () => {
  const cargo = { change: 'cargo', revision: 'v1' }
  await bot.push({ good: 1_000, total: 1_000, key: 'fair' })
  await gateSays(cargo, { level: 'CALM', allowed: true, reasons: ['allowed'] })

  // 4 of 2,000 at 99.5 % are 40 % of the budget, all of it in the last ten minutes.
  await bot.push({ good: 996, total: 1_000, key: 'swell' })
  expect((await seen('engineering', 'SWELL')).text).toContain('Rough sea (before: CALM)')
  await gateSays(cargo, {
    level: 'SWELL',
    allowed: false,
    decision: 'needs-approval',
    seats: [{ role: 'captain', count: 1, filledBy: [] }],
    rule: 'levels.SWELL.otherwise',
    policy: { name: 'harbour' },
  })
  await gateSays({ change: 'repair' }, { allowed: true })

  const asked = await premises.workspace.runCommand(
    DEVELOPER.id,
    'engineering',
    '/deploy request checkout v1 cargo',
  )
  expect(asked.failure).toBeNull()
  await presses(SENIOR_1.id, await seen('deploy-approvals', 'Deploy request: Cargo'), 'Approve')
  await granted()

  // A broken edit is told of, and changes nothing.
  await writeFile(policyFile(), POLICY.replace('title: Harbour closed', 'titel: Harbour closed'))
  await eventually('the broken edit in readyz', async () => {
    const { status, json } = await bot.call('/readyz')
    expect(status).toBe(200)
    expect(JSON.stringify(json)).toContain('unknown key; did you mean title?')
    return true
  })
  expect(bot.log.join('\n')).toContain('the edited configuration was not taken up')
  expect(await bot.call('/metrics')).toMatchObject({
    json: expect.stringContaining('budgeteer_configuration_good 0') as unknown,
  })
  await gateSays({ change: 'cargo', revision: 'v2' }, { level: 'SWELL', decision: 'needs-approval' })

  // A good one counts at once, for the grant that is not used yet as well.
  await writeFile(
    policyFile(),
    POLICY.replace('approvals: { captain: 1 } }\n  STORM', 'approvals: { harbour-master: 1 } }\n  STORM'),
  )
  await eventually('the edit in force', () => bot.log.find((line) => line.includes('is in force')))
  await gateSays(cargo, { allowed: false, seats: [{ role: 'harbour-master', count: 1, filledBy: [] }] })
  expect(JSON.stringify((await bot.call('/readyz')).json)).not.toContain('configuration')
  await presses(MANAGER.id, await seen('deploy-approvals', 'Deploy request: Cargo'), 'Approve')
  await gateSays(cargo, { allowed: true, level: 'SWELL' })

  await bot.push({ good: 0, total: 100, key: 'storm' })
  expect((await seen('engineering', 'STORM')).text).toContain('Harbour closed (before: SWELL)')
  await gateSays(
    { change: 'cargo', revision: 'v3' },
    { level: 'STORM', decision: 'blocked', reasons: ['freeze_active'], rule: 'levels.STORM.otherwise' },
  )
  await gateSays(
    { change: 'repair' },
    {
      decision: 'needs-approval',
      requires: ['manifest'],
      seats: [
        { role: 'captain', filledBy: [] },
        { role: 'harbour-master', filledBy: [] },
      ],
    },
  )

  expect(await bot.stop()).toBe(0)
  const recorded = await premises.withStore(async ({ audit }) => {
    const data: unknown[] = []
    for await (const entry of audit.entries()) if (entry.kind === 'configuration') data.push(entry.data)
    return data
  })
  expect(recorded).toHaveLength(2)
  expect(recorded[1]).toMatchObject({
    files: [expect.stringMatching(/policies\/harbour\.yaml changed$/)],
    difference: [
      expect.stringMatching(/^harbour: version: 6\+/),
      'harbour: levels.SWELL.otherwise: captain → harbour-master',
    ],
    restart: [],
  })
})

/** The grant of the request is there, and nobody has used it. */
const granted = (): Promise<Message> =>
  eventually('that the approved request is granted', () =>
    premises.workspace
      .messages('deploy-approvals')
      .findLast(({ text }) => text.includes('v1') && /granted|Granted/.test(text)),
  )
