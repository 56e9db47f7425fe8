import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { newDatabase, sharedPostgres, urlOf } from '../support/postgres-database.ts'
import { hasPostgres } from '../support/postgres-server.ts'
import { aHome, anInhabitedWorkspace, type Home, pushOrders } from './a-home.ts'
import { runCli, startCli } from './run-cli.ts'

const VARIABLE = 'BUDGETEER_DATABASE_URL'

/** A home whose store is in a new PostgreSQL database. */
async function aHomeOnPostgres() {
  const home = await aHome()
  const database = await newDatabase()
  onTestFinished(() => database.remove())
  await home.edit('budgeteer.yaml', 'sqlite: data/budgeteer.db', `postgres: { url_env: ${VARIABLE} }`)
  const store = async <Result>(use: (store: Store) => Promise<Result>): Promise<Result> => {
    const opened = await openStore({ url: database.url })
    try {
      return await use(opened)
    } finally {
      await opened.close()
    }
  }
  return { home: { ...home, store } satisfies Home, env: { [VARIABLE]: database.url }, name: database.name }
}

const entry = { at: 1, kind: 'notice', actor: 'budgeteer', service: '*', data: {} } as const

describe.runIf(hasPostgres())('with a store on PostgreSQL', () => {
  test('the bot starts, sends what is owed, and has nothing new to say the second time', async () => {
    const { home, env } = await aHomeOnPostgres()
    const { workspace, env: secrets } = await anInhabitedWorkspace()
    await pushOrders(home, 0.18)
    const first = await startCli(['start', '--once', ...home.config], { ...env, ...secrets }).ran
    expect(first).toMatchObject({ code: 0, out: '' })
    const announced = workspace.messages('engineering').map(({ ts }) => ts)
    expect(announced.length).toBeGreaterThan(0)
    const second = await startCli(['start', '--once', ...home.config], { ...env, ...secrets }).ran
    expect(second.code).toBe(0)
    expect(workspace.messages('engineering').map(({ ts }) => ts)).toEqual(announced)
  })

  test.each(['status', 'outcomes', 'audit verify', 'audit export'])(
    '`%s` answers, and says so where the bot has never run and a record is needed',
    async (command) => {
      const { home, env } = await aHomeOnPostgres()
      const words = command.split(' ')
      const isAboutTheRecord = words[0] === 'audit'
      const before = await runCli([...words, ...home.config], env)
      if (isAboutTheRecord) expect(before.err).toContain('Budgeteer has not written to it')
      expect(before.code === 1).toBe(isAboutTheRecord)
      await home.store(({ audit }) => audit.append([entry]))
      await pushOrders(home, 0.18)
      const after = await runCli([...words, ...home.config], env)
      expect(after.code, after.err).toBe(0)
    },
  )

  test('doctor names the database, and says that it opens and can be written to', async () => {
    const { home, env, name } = await aHomeOnPostgres()
    const { env: secrets } = await anInhabitedWorkspace()
    const { out } = await runCli(['doctor', ...home.config], { ...env, ...secrets })
    expect(out).toMatch(new RegExp(`postgres://postgres@.*/${name} opens and is up to date`))
    expect(out).toContain('it can be written to')
    expect(out).toContain('the audit log is intact')
  })

  test('backup says what copies it', async () => {
    const { home, env } = await aHomeOnPostgres()
    const { code, err } = await runCli(['backup', join(home.dir, 'copy.db'), ...home.config], env)
    expect(code).toBe(1)
    expect(err).toContain('pg_dump')
  })

  test('without the variable, each command names it', async () => {
    const { home } = await aHomeOnPostgres()
    const { code, err } = await runCli(['audit', 'verify', ...home.config])
    expect(code).toBe(1)
    expect(err).toContain(`the environment variable ${VARIABLE} is not set`)
  })

  test('a database that is not there is named, with the remedy', async () => {
    const { home } = await aHomeOnPostgres()
    const url = urlOf(await sharedPostgres(), 'nowhere')
    const { code, err } = await runCli(['audit', 'verify', ...home.config], { [VARIABLE]: url })
    expect(code).toBe(1)
    expect(err).toMatch(/cannot open the store postgres:.*nowhere: there is no such database; make it with/)
  })
})
