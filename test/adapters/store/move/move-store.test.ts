import { once } from 'node:events'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { moveStore } from '../../../../src/adapters/store/move/move-store.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import { lockForOneBot } from '../../../../src/adapters/store/sqlite/file-lock.ts'
import { verifyChain } from '../../../../src/core/kernel/audit/verify-chain.ts'
import { SHORTEST_AUDIT_RETENTION_MS } from '../../../../src/core/kernel/audit/seal.ts'
import { sealEntries } from '../../../../src/core/kernel/audit/seal-entries.ts'
import { DAY_MS } from '../../../../src/core/kernel/time/duration.ts'
import { contentsOf, fullStore } from '../../../support/full-store.ts'
import { asAdministrator, newDatabase, sharedPostgres } from '../../../support/postgres-database.ts'
import { hasPostgres } from '../../../support/postgres-server.ts'
import { startProgram } from '../../../support/start-program.ts'
import { TestClock } from '../../../support/test-clock.ts'
import { temporaryFolder } from '../each-store.ts'

function aFolder(): string {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  return folder.path
}

async function aFullStore() {
  const folder = aFolder()
  const path = join(folder, 'full.db')
  await fullStore(path)
  return { folder, path }
}

async function aDatabase() {
  const database = await newDatabase()
  onTestFinished(() => database.remove())
  return database
}

test('the store that these tests move has rows in every table', async () => {
  const { path } = await aFullStore()
  for (const [table, rows] of contentsOf(path)) expect(rows.length, table).toBeGreaterThan(1)
})

describe('moving a store', () => {
  test.runIf(hasPostgres())('to PostgreSQL and back leaves it as it was, row by row', async () => {
    const { folder, path } = await aFullStore()
    const { url } = await aDatabase()
    const there = await moveStore({ path }, { url })
    expect(there.audit).toMatchObject({ intact: true, entries: 1_100 })
    const store = await openStore({ url })
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({
      intact: true,
      lastHash: there.audit.lastHash,
    })
    await store.close()
    const back = join(folder, 'back', 'back.db')
    expect((await moveStore({ url }, { path: back })).rows).toEqual(there.rows)
    expect(contentsOf(back)).toEqual(contentsOf(path))
  })

  test('says how far it is, and counts what it moved', async () => {
    const { folder, path } = await aFullStore()
    const steps: [string, number, number][] = []
    const { rows } = await moveStore({ path }, { path: join(folder, 'copy.db') }, (...step) =>
      steps.push(step),
    )
    const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
    expect(steps.at(-1)?.slice(1)).toEqual([all, all])
    expect(contentsOf(join(folder, 'copy.db'))).toEqual(contentsOf(path))
  })

  test('takes an audit log along that goes on from a seal', async () => {
    const folder = aFolder()
    const path = join(folder, 'sealed.db')
    const store = await openStore({ path })
    const days = 420
    const entry = { kind: 'notice', actor: 'a', service: '*', data: {} } as const
    await store.audit.append(Array.from({ length: days }, (_, day) => ({ ...entry, at: day * DAY_MS })))
    const clock = new TestClock(days * DAY_MS)
    const sealed = await sealEntries({ store, clock }, SHORTEST_AUDIT_RETENTION_MS)
    await store.close()
    const moved = await moveStore({ path }, { path: join(folder, 'to.db') })
    expect(moved.audit).toMatchObject({ intact: true, entries: days - sealed + 1, seal: { count: sealed } })
  })

  test('refuses a target that holds something', async () => {
    const { folder, path } = await aFullStore()
    const other = join(folder, 'other.db')
    const store = await openStore({ path: other })
    await store.audit.append([{ at: 1, kind: 'notice', actor: 'a', service: '*', data: {} }])
    await store.close()
    await expect(moveStore({ path }, { path: other })).rejects.toThrow(
      `${other} is not empty: its table audit holds 1 rows`,
    )
    await expect(moveStore({ path }, { path })).rejects.toThrow('is not empty')
  })

  test('refuses a source that is not there, and makes none', async () => {
    const path = join(aFolder(), 'nothing.db')
    await expect(moveStore({ path }, { path: `${path}-to` })).rejects.toThrow('there is no such file')
  })

  test('refuses a file that a bot uses, by the name of that bot', async () => {
    const { folder, path } = await aFullStore()
    const lock = lockForOneBot(path)
    onTestFinished(() => lock?.release())
    await expect(moveStore({ path }, { path: join(folder, 'to.db') })).rejects.toThrow(
      /another Budgeteer runs on/,
    )
  })

  test.runIf(hasPostgres())('refuses a database that a bot is connected to', async () => {
    const { url } = await aDatabase()
    const store = await openStore({ url })
    await store.audit.append([{ at: 1, kind: 'notice', actor: 'a', service: '*', data: {} }])
    try {
      await expect(moveStore({ url }, { path: join(aFolder(), 'to.db') })).rejects.toThrow(
        'a bot is connected to it',
      )
    } finally {
      await store.close()
    }
  })

  test('refuses an audit log that was changed, and keeps nothing', async () => {
    const { folder, path } = await aFullStore()
    const sqlite = new SqliteDatabase(path)
    sqlite.exec(`update audit set actor = 'somebody' where seq = 700`)
    sqlite.close()
    const to = join(folder, 'to.db')
    await expect(moveStore({ path }, { path: to })).rejects.toThrow(/the audit log is broken where it is/)
    for (const [table, rows] of contentsOf(to)) expect(rows, table).toEqual([])
  })

  test('that was killed leaves what no bot starts on, and is begun again', async () => {
    const { folder, path } = await aFullStore()
    const to = join(folder, 'to.db')
    const script = `
      import { moveStore } from ${JSON.stringify(join(import.meta.dirname, '../../../../src/adapters/store/move/move-store.ts'))}
      await moveStore(${JSON.stringify({ path })}, ${JSON.stringify({ path: to })}, (table, done) => {
        if (done > 700) process.kill(process.pid, 'SIGKILL')
      })`
    const { child } = startProgram(process.execPath, ['--input-type=module-typescript', '-e', script], {
      env: process.env,
    })
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
    await expect(openStore({ path: to })).rejects.toThrow(
      /was not finished; begin it again with `budgeteer migrate`/,
    )
    await moveStore({ path }, { path: to })
    expect(contentsOf(to)).toEqual(contentsOf(path))
  })

  test.runIf(hasPostgres())('whose server is lost on the way keeps nothing, and is begun again', async () => {
    const { path } = await aFullStore()
    const { url, name } = await aDatabase()
    let isLost = false
    const lost = moveStore({ path }, { url }, () => {
      if (isLost) return
      isLost = true
      void sharedPostgres().then((server) =>
        asAdministrator(
          server,
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name = 'budgeteer, moving'`,
        ),
      )
    })
    await expect(lost).rejects.toThrow(/cannot be used/)
    await expect(openStore({ url })).rejects.toThrow(/was not finished/)
    expect((await moveStore({ path }, { url })).audit.entries).toBe(1_100)
  })
})
