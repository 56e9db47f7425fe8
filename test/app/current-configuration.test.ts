import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Adopted, CurrentConfiguration, type Reread } from '../../src/app/current-configuration.ts'
import type { Renderer } from '../../src/adapters/templates/renderer.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { type Edit, loadEdited } from '../config/configuration-folder.ts'
import { TestClock } from '../support/test-clock.ts'

const SECRETS = {
  SLACK_BOT_TOKEN: 'xoxb-current',
  SLACK_APP_TOKEN: 'xapp-current',
  SLACK_SIGNING_SECRET: 'current',
  PROMETHEUS_TOKEN: 'p',
  PROMETHEUS_PASSWORD: 'p',
  BUDGETEER_TOKEN_CI: 'a-token-that-is-long-enough',
  BUDGETEER_TOKEN_RELEASE: 'another-token-that-is-long-enough',
}
const renderer: Renderer = { text: () => '', percent: () => '' }

async function adopted(edits: readonly Edit[] = []): Promise<Adopted> {
  const loaded = await loadEdited(edits, SECRETS)
  if (!loaded.ok || loaded.secrets === null) throw new Error(JSON.stringify(loaded.problems))
  const files = loaded.files.map(({ path, sha256 }) => ({
    path: path.replace(/^.*budgeteer-config-\w+\//, ''),
    sha256,
  }))
  return { configuration: { ...loaded, files }, secrets: loaded.secrets, renderer }
}

let store: Store
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
})
afterEach(() => store.close())

async function started(reread?: Reread): Promise<CurrentConfiguration> {
  const logger = pino({ level: 'silent' })
  return new CurrentConfiguration(await adopted(), {
    audit: store.audit,
    clock: new TestClock(),
    logger,
    reread,
  })
}

const edited =
  (...edits: readonly Edit[]): Reread =>
  async () => ({ ok: true, adopted: await adopted(edits) })

async function recorded(): Promise<unknown[]> {
  const data: unknown[] = []
  for await (const entry of store.audit.entries()) data.push(entry.data)
  return data
}

describe('an edit', () => {
  test('that is good is on record with its difference, and in force', async () => {
    const current = await started(
      edited(['policies/team.yaml', 'high: block', 'high: { approvals: { cto: 1 } }']),
    )
    await current.record()
    const before = current.configuration
    const outcome = await current.reload()
    expect(outcome).toMatchObject({ kind: 'taken-up', restart: [] })
    expect(current.configuration.hash).not.toBe(before.hash)
    expect(await recorded()).toMatchObject([
      { hash: before.hash },
      {
        hash: current.configuration.hash,
        before: before.hash,
        files: ['policies/team.yaml changed'],
        difference: [
          expect.stringMatching(/^team: version: /),
          'team: levels.YELLOW.risks.high: block → cto',
        ],
      },
    ])
  })

  test('that changes nothing is not on record', async () => {
    const current = await started(edited())
    expect(await current.reload()).toEqual({ kind: 'unchanged' })
    expect(await recorded()).toEqual([])
  })

  test('that is broken leaves the one before in force and says what is wrong, until it is fixed', async () => {
    let problems: string | null = 'levels.RED: can never hold'
    const good = edited(['policies/team.yaml', 'high: block', 'high: approve'])
    const current = await started(() =>
      problems === null ? good() : Promise.resolve({ ok: false, problems }),
    )
    const before = current.configuration
    expect(await current.reload()).toEqual({ kind: 'refused', problems: 'levels.RED: can never hold' })
    expect(current.configuration).toBe(before)
    expect(current.problems).toBe('levels.RED: can never hold')
    problems = null
    expect(await current.reload()).toMatchObject({ kind: 'taken-up' })
    expect(current.problems).toBeNull()
  })

  test('that cannot be read at all is refused as well', async () => {
    const current = await started(() => Promise.reject(new Error('EACCES: permission denied')))
    expect(await current.reload()).toEqual({
      kind: 'refused',
      problems: 'the configuration could not be read: EACCES: permission denied',
    })
  })

  test('of what the bot is built of names the settings that wait for a restart', async () => {
    const current = await started(
      edited(['budgeteer.yaml', 'default_policy:', 'poll: { every: 2m }\ndefault_policy:']),
    )
    expect(await current.reload()).toMatchObject({ kind: 'taken-up', restart: ['poll'] })
  })

  test('of policies that come and go is on record', async () => {
    const other =
      'title: Other\nversion: "1"\nrisks: {}\nchange_types: {}\nlevels:\n  ALL: { title: All, emoji: x, otherwise: block }\n'
    const current = await started(edited(['policies/other.yaml', '', other]))
    await current.reload()
    expect(await recorded()).toMatchObject([
      { files: ['policies/other.yaml new'], difference: ['other: new'] },
    ])
  })

  test('is passed to everything that keeps a part of it', async () => {
    const current = await started(edited(['policies/team.yaml', 'high: block', 'high: approve']))
    let told = 0
    current.onAdopted(() => (told += 1))
    await Promise.all([current.reload(), current.reload(), current.reload()])
    expect(told).toBe(1)
    expect(await recorded()).toHaveLength(1)
  })
})

test('where there is nothing to read again, a reload does nothing', async () => {
  expect(await (await started()).reload()).toEqual({ kind: 'unchanged' })
})
