import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteReadOnly } from '../../src/adapters/store/sqlite/open-sqlite-read-only.ts'
import { aHome, pushOrders } from './a-home.ts'
import { runCli } from './run-cli.ts'

test('backup copies the store while somebody has it open, and the copy opens by itself', async () => {
  const home = await aHome()
  await pushOrders(home, 0.5)
  const copy = join(home.dir, 'backups', 'copy.db')
  const ran = await home.store(async (store) => {
    await store.audit.append([{ at: 1, kind: 'notice', actor: 'budgeteer', service: '*', data: {} }])
    return runCli(['backup', copy, ...home.config])
  })
  expect(ran).toEqual({ code: 0, out: `Good: ${copy} is a copy of ${home.database}.\n`, err: '' })
  const read = await openSqliteReadOnly(copy)
  try {
    const kinds: string[] = []
    for await (const { kind } of read.audit.entries()) kinds.push(kind)
    expect(kinds).toEqual(['notice'])
  } finally {
    await read.close()
  }
})

test('backup --json says what was copied where', async () => {
  const home = await aHome()
  await home.store(() => Promise.resolve())
  const copy = join(home.dir, 'copy.db')
  const { code, out } = await runCli(['backup', copy, '--json', ...home.config])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({ store: home.database, copy, bytes: (await stat(copy)).size })
})

test('backup overwrites nothing, and needs a store', async () => {
  const home = await aHome()
  const copy = join(home.dir, 'copy.db')
  const without = await runCli(['backup', copy, ...home.config])
  expect(without.code).toBe(1)
  expect(without.err).toContain(home.database)
  await home.store(() => Promise.resolve())
  expect((await runCli(['backup', copy, ...home.config])).code).toBe(0)
  const again = await runCli(['backup', copy, ...home.config])
  expect(again.code).toBe(1)
  expect(again.err).toContain('it exists already, and a backup overwrites nothing')
})

test('the commands of docs/backup.md copy a store and put it back', async () => {
  const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'backup.md'), 'utf8')
  const lines = [...page.matchAll(/^```sh\nbudgeteer (.+)\n```$/gm)].map(([, line = '']) => line.split(' '))
  expect(lines.map(([command]) => command)).toEqual(['backup', 'restore'])
  const home = await aHome()
  await home.store(() => Promise.resolve())
  const copy = join(home.dir, 'copy.db')
  for (const words of lines) {
    const here = words.map((word) => (word.endsWith('.db') ? copy : word))
    expect((await runCli([...here, ...home.config])).code).toBe(0)
  }
})
