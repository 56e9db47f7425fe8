import { spawnSync } from 'node:child_process'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { flagdProvider } from '../../../src/adapters/flagd/flagd-provider.ts'
import type { ServiceFlag } from '../../../src/core/budgets/service-flag.ts'
import { startProgram } from '../../support/start-program.ts'
import type { FlagProvider, FlagState } from '../../../src/core/flags/flag-provider.ts'

let folder: string
let file: string
let provider: FlagProvider

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budgeteer-flagd-'))
  file = join(folder, 'flags.json')
  provider = flagdProvider({ file, mode: 'live', clock: Date })
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const flag = (key: string, offVariant: string | null = null): ServiceFlag => ({
  ...{ provider: 'flags', key, project: null, environment: null, offVariant },
})

/** With the tabs, the odd spaces and the order of somebody's own hand. */
const JSON_FILE = `{
\t"$schema": "https://flagd.dev/schema/v0/flags.json",
\t"flags": {
\t\t"search": { "state": "ENABLED", "variants": {"on":true,"off":false}, "defaultVariant": "off" },
\t\t"checkout":   {
\t\t\t"variants": { "new": 1, "old": 2.50 },
\t\t\t"state":"ENABLED",
\t\t\t"defaultVariant": "new"
\t\t}
\t}
}
`

const YAML_FILE = `# Flags of the shop.
flags:
  checkout:
    state: ENABLED # since March
    variants: { 'on': true, 'off': false }
    defaultVariant: 'on'
`

const write = (text: string): Promise<void> => writeFile(file, text)
const text = (): Promise<string> => readFile(file, 'utf8')

async function stateOf(one: ServiceFlag): Promise<FlagState> {
  const read = await provider.read(one)
  if (read.kind !== 'known') throw new Error(read.error)
  return read.state
}

describe('a flag in a file of flagd', () => {
  test('is read', async () => {
    await write(JSON_FILE)
    expect(await stateOf(flag('checkout'))).toMatchObject({
      isOn: true,
      words: 'ENABLED, default variant new',
    })
  })

  test.each([
    ['JSON', JSON_FILE, '"state":"ENABLED"', '"state":"DISABLED"'],
    ['YAML', YAML_FILE, 'state: ENABLED', 'state: DISABLED'],
  ])('of %s is disabled and put back with all else as it was, to the byte', async (_, before, on, off) => {
    await write(before)
    const { setting } = await stateOf(flag('checkout'))
    expect(await provider.turnOff(flag('checkout'), '')).toMatchObject({
      kind: 'set',
      state: { isOn: false },
    })
    expect(await text()).toBe(before.replace(on, off))
    expect(await provider.putBack(flag('checkout'), setting, '')).toMatchObject({ state: { isOn: true } })
    expect(await text()).toBe(before)
  })

  test.each([
    ['JSON', JSON_FILE, 'old', '"defaultVariant": "new"', '"defaultVariant": "old"'],
    ['YAML', YAML_FILE, 'off', "defaultVariant: 'on'", 'defaultVariant: "off"'],
  ])('of %s is given the variant that everybody gets', async (_, before, variant, on, off) => {
    await write(before)
    await provider.turnOff(flag('checkout', variant), '')
    expect(await text()).toBe(before.replace(on, off))
    expect(await stateOf(flag('checkout', variant))).toMatchObject({ isOn: false })
  })

  test('that is off stays, and its file is not written', async () => {
    await write(JSON_FILE)
    const { mtimeMs, ino } = await stat(file)
    await provider.turnOff(flag('search', 'off'), '')
    expect(await stat(file)).toMatchObject({ mtimeMs, ino })
  })

  test('has another mark whenever its definition is another, and the same for other flags and spaces', async () => {
    await write(JSON_FILE)
    const { mark } = await stateOf(flag('checkout'))
    await write(JSON.stringify(JSON.parse(JSON_FILE.replace('"search"', '"find"'))))
    expect((await stateOf(flag('checkout'))).mark).toBe(mark)
    await write(JSON_FILE.replace('2.50', '3'))
    expect((await stateOf(flag('checkout'))).mark).not.toBe(mark)
  })
})

describe('the file', () => {
  test('keeps its mode, is replaced at once, and leaves nothing beside it', async () => {
    await write(JSON_FILE)
    await chmod(file, 0o640)
    const { ino } = await stat(file)
    await provider.turnOff(flag('checkout'), '')
    const after = await stat(file)
    expect(after.ino).not.toBe(ino)
    expect((after.mode & 0o777).toString(8)).toBe('640')
    expect(await readdir(folder)).toEqual(['flags.json'])
  })

  test('behind a link is changed where it is', async () => {
    await mkdir(join(folder, 'real'))
    const real = join(folder, 'real', 'flags.json')
    await writeFile(real, JSON_FILE)
    await symlink(real, file)
    await provider.turnOff(flag('checkout'), '')
    expect(await readFile(real, 'utf8')).toContain('DISABLED')
  })

  test('that another Budgeteer is changing is left for later, unless it has died', async () => {
    await write(JSON_FILE)
    const lock = join(folder, '.flags.json.budgeteer-lock')
    await writeFile(lock, '')
    expect(await provider.turnOff(flag('checkout'), '')).toMatchObject({ kind: 'passing' })
    expect(await text()).toBe(JSON_FILE)
    await utimes(lock, 1, 1)
    expect(await provider.turnOff(flag('checkout'), '')).toMatchObject({ kind: 'passing' })
    expect(await provider.turnOff(flag('checkout'), '')).toMatchObject({ kind: 'set' })
  })

  test('whose lock a process of this machine left behind as it died is free again', async () => {
    await write(JSON_FILE)
    const died = spawnSync(process.execPath, ['-e', ''])
    for (const pid of [died.pid, process.pid]) {
      const lock = JSON.stringify({ host: hostname(), pid })
      await writeFile(join(folder, '.flags.json.budgeteer-lock'), lock)
      expect(await provider.turnOff(flag('checkout'), '')).toMatchObject({ kind: 'passing' })
      expect(await provider.turnOff(flag('checkout'), '')).toMatchObject({ kind: 'set' })
    }
  })

  test('that many change at once loses none of it', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `flag-${index}`)
    const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }
    await write(JSON.stringify({ flags: Object.fromEntries(keys.map((key) => [key, definition])) }, null, 2))
    const until = async (key: string): Promise<void> => {
      while ((await provider.turnOff(flag(key), '')).kind === 'passing');
    }
    await Promise.all(keys.map(until))
    const { flags } = JSON.parse(await text()) as {
      readonly flags: Record<string, { readonly state: string }>
    }
    expect(Object.values(flags).filter(({ state }) => state === 'DISABLED')).toHaveLength(20)
  })

  test('that several processes change at once loses none of it', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `flag-${index}`)
    await write(JSON.stringify({ flags: Object.fromEntries(keys.map((key) => [key, { state: 'ENABLED' }])) }))
    const module = join(import.meta.dirname, '../../../src/adapters/flagd/flagd-provider.ts')
    const run = (own: readonly string[]) =>
      startProgram(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `import { flagdProvider } from ${JSON.stringify(module)}
          const provider = flagdProvider({ file: ${JSON.stringify(file)}, mode: 'live', clock: Date })
          for (const key of ${JSON.stringify(own)})
            while ((await provider.turnOff({ key, offVariant: null }, '')).kind !== 'set');`,
        ],
        { env: process.env },
      ).ran
    const ran = await Promise.all([0, 1, 2].map((part) => run(keys.filter((_, index) => index % 3 === part))))
    expect(ran.map(({ code, err }) => [code, err])).toEqual([0, 1, 2].map(() => [0, '']))
    expect((await text()).match(/DISABLED/g)).toHaveLength(12)
  })

  test.each([
    ['no JSON', '{ "flags": { ', 'it is no JSON'],
    ['JSON with a comment, which flagd does not read', '{ # mine\n "flags": {} }', 'it is no JSON'],
    ['no YAML', 'flags:\n  - a: [', 'it is no YAML'],
    ['flags in a list', '{ "flags": [] }', 'flags must be object'],
    [
      'a state that flagd has not',
      JSON_FILE.replace('"state":"ENABLED"', '"state":"ON"'),
      'flags.checkout.state must be',
    ],
    [
      'a flag without a state',
      '{ "flags": { "checkout": {} } }',
      "flags.checkout must have required property 'state'",
    ],
    ['variants of several kinds', JSON_FILE.replace('2.50', '"two"'), 'flags.checkout.variants'],
    [
      'no such flag',
      JSON_FILE.replace('checkout', 'basket'),
      'it has no flag checkout; it has search, basket',
    ],
    ['an alias', 'flags:\n  a: &a { state: ENABLED }\n  checkout: *a\n', 'checkout is an alias'],
  ])('with %s is refused with a word, and not written', async (_, content, why) => {
    await write(content)
    const outcome = await provider.turnOff(flag('checkout'), '')
    expect(outcome).toMatchObject({ kind: 'final', error: expect.stringContaining(why) as unknown })
    expect(await text()).toBe(content)
  })

  test('that is not there may come', async () => {
    expect(await provider.read(flag('checkout'))).toEqual({
      kind: 'passing',
      error: `${file}: there is no such file`,
      retryAfterMs: null,
    })
  })

  test('has targeting of whatever operators flagd knows', async () => {
    const targeted = JSON_FILE.replace(
      '"defaultVariant": "new"',
      '"defaultVariant": "new", "targeting": { "an_operator_of_tomorrow": [1] }',
    )
    await write(targeted)
    expect(await provider.turnOff(flag('checkout'), '')).toMatchObject({ kind: 'set' })
    expect(await provider.turnOff(flag('checkout', 'old'), '')).toMatchObject({
      kind: 'final',
      error: expect.stringContaining('has targeting') as unknown,
    })
  })

  test('is looked at by doctor without a change', async () => {
    await write(JSON_FILE)
    expect(await provider.check(flag('checkout'))).toMatchObject({
      read: { kind: 'known' },
      mayChange: { may: true },
    })
    expect(await readdir(folder)).toEqual(['flags.json'])
  })
})
