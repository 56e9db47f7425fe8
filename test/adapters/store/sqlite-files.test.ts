import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyChain } from '../../../src/core/kernel/audit/verify-chain.ts'
import { backUpStore } from '../../../src/adapters/store/sqlite/back-up-store.ts'
import { openCopy, openSqliteReadOnly } from '../../../src/adapters/store/sqlite/open-sqlite-read-only.ts'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import type { Store } from '../../../src/adapters/store/store.ts'
import { StoreBusyError } from '../../../src/adapters/store/store-error.ts'
import { temporaryFolder } from './each-store.ts'

const step = (at: number) => ({ at, kind: 'gate', actor: 'token:ci', service: 'api', data: {} }) as const

let folder = temporaryFolder()
let path = ''
const opened: Store[] = []
const open = async (lockWaitMs?: number): Promise<Store> => {
  const store = await openStore({ path, ...(lockWaitMs !== undefined && { lockWaitMs }) })
  opened.push(store)
  return store
}

beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'budgeteer.db')
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
  folder.remove()
})

describe('opening', () => {
  it('makes an empty database ready, and finds it again', async () => {
    const first = await open()
    await first.audit.append([step(1)])
    await first.close()
    expect(await verifyChain((await open()).auditChain.rows())).toMatchObject({ entries: 1 })
  })

  it('is done once by two processes that begin together', async () => {
    const [first, second] = await Promise.all([open(), open()])
    await first.audit.append([step(1)])
    await second.audit.append([step(2)])
    expect(await verifyChain(first.auditChain.rows())).toMatchObject({ intact: true, entries: 2 })
  })

  it('refuses what is no database', async () => {
    writeFileSync(path, 'these are my notes, '.repeat(100))
    await expect(open()).rejects.toThrow(`cannot open the store ${path}: file is not a database`)
  })

  it('refuses a folder', async () => {
    path = folder.path
    await expect(open()).rejects.toThrow(/cannot open the store/)
  })

  it('refuses what a newer version wrote', async () => {
    await (await open()).close()
    const sqlite = new SqliteDatabase(path)
    sqlite.prepare("insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')").run()
    sqlite.close()
    await expect(open()).rejects.toThrow('a newer Budgeteer wrote it (9999-later); upgrade this one')
  })

  it('keeps the audit log in the order of its numbers, and no index holds an answer of the gate', async () => {
    await open()
    const sqlite = new SqliteDatabase(path, { readonly: true })
    const indexes = sqlite
      .prepare<[], { sql: string }>(
        "select sql from sqlite_master where type = 'index' and tbl_name = 'audit'",
      )
      .all()
    expect(indexes.filter(({ sql }) => !sql.endsWith(" where kind <> 'gate'"))).toEqual([])
    expect(indexes).not.toEqual([])
    sqlite.close()
  })

  it('writes ahead, so that readers and the writer do not wait for each other', async () => {
    await open()
    const sqlite = new SqliteDatabase(path)
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal')
    sqlite.close()
  })
})

describe('a backup', () => {
  it('of a store in use holds what was committed when it began, and can be opened', async () => {
    const store = await open()
    await store.audit.append(Array.from({ length: 3_000 }, (_, index) => step(index)))
    const copy = join(folder.path, 'copies', 'budgeteer.db')
    const copying = backUpStore(path, copy)
    for (let at = 0; at < 20; at += 1) await store.audit.append([step(at)])
    await copying
    path = copy
    const verified = await verifyChain((await open()).auditChain.rows())
    expect(verified).toMatchObject({ intact: true })
    expect(verified).toHaveProperty(
      'entries',
      expect.toSatisfy((entries: number) => entries >= 3_000),
    )
  })

  it.each([
    ['overwrites nothing', (to: string) => writeFileSync(to, ''), 'exists already'],
    ['needs a store', () => undefined, /no such store|does not exist|unable to open/],
  ])('%s', async (_, prepare, message) => {
    const to = join(folder.path, 'copy.db')
    prepare(to)
    await expect(backUpStore(path, to)).rejects.toThrow(message)
  })
})

describe('two connections to one file', () => {
  it('keep one chain between them', async () => {
    const [first, second] = [await open(), await open()]
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (index % 2 === 0 ? first : second).audit.append([step(index)]),
      ),
    )
    expect(await verifyChain(first.auditChain.rows())).toMatchObject({ intact: true, entries: 100 })
  })

  it('wait for each other without stopping the clock', async () => {
    const [first, second] = [await open(), await open()]
    let ticks = 0
    const ticking = setInterval(() => (ticks += 1), 10)
    const begun = Promise.withResolvers<undefined>()
    const holding = first.transaction(async ({ audit }) => {
      await audit.append([step(1)])
      begun.resolve(undefined)
      await expect.poll(() => ticks).toBeGreaterThan(10)
    })
    await begun.promise
    await second.audit.append([step(2)])
    clearInterval(ticking)
    await holding
    expect(ticks).toBeGreaterThan(10)
    expect(await verifyChain(second.auditChain.rows())).toMatchObject({ intact: true, entries: 2 })
  })

  it('give up after a while, and say why', async () => {
    const first = await open()
    const second = await open(100)
    const begun = Promise.withResolvers<undefined>()
    const ended = Promise.withResolvers<undefined>()
    const holding = first.transaction(async ({ audit }) => {
      await audit.append([step(1)])
      begun.resolve(undefined)
      await ended.promise
    })
    await begun.promise
    await expect(second.audit.append([step(2)])).rejects.toThrow(StoreBusyError)
    expect(await verifyChain(second.auditChain.rows())).toMatchObject({ entries: 0 })
    ended.resolve(undefined)
    await holding
    await second.audit.append([step(3)])
    expect(await verifyChain(second.auditChain.rows())).toMatchObject({ intact: true, entries: 2 })
  })

  it('see that the other one has thinned', async () => {
    const now = Date.UTC(2026, 2, 15, 12)
    const from = now - 10 * 86_400_000 + 1_800_000
    const [first, second] = [await open(), await open()]
    await first.pushedCounts.add([{ service: 'api', slo: 'a', good: 1, total: 1, at: from - 60_000 }])
    expect(await first.pushedCounts.sum('api', 'a', from, now)).toBeUndefined()
    await second.pushedCounts.thin(now)
    expect(await first.pushedCounts.sum('api', 'a', from, now)).toEqual({ good: 1, total: 1 })
  })
})

describe('killed in the middle of a transaction', () => {
  const program = (): string => `
    import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../../src/adapters/store/open-store.ts'))}
    const store = await openStore({ path: ${JSON.stringify(path)} })
    const step = (at) => ({ at, kind: 'gate', actor: 'token:ci', service: 'api', data: {} })
    for (let at = 0; ; at += 1) {
      await store.transaction(async ({ audit, pushedCounts }) => {
        await audit.append([step(at)])
        if (at === 20) process.stdout.write('busy')
        await pushedCounts.add([{ service: 'api', slo: 'a', good: 1, total: 1, at: 60_000 }])
        await audit.append([step(at)])
      })
    }`
  const killedAfter = async (waitMs: number): Promise<void> => {
    const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', program()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    if (child.stdout === null) throw new Error('no output to wait for')
    await once(child.stdout, 'data')
    await sleep(waitMs)
    child.kill('SIGKILL')
    await exited
  }

  it.each([0, 3, 17, 40])('it holds whole transactions only, and goes on (after %i ms)', async (waitMs) => {
    await killedAfter(waitMs)
    const store = await open()
    const before = await verifyChain(store.auditChain.rows())
    if (!before.intact) throw new Error(before.problem)
    expect(before.entries).toBeGreaterThanOrEqual(40)
    expect(await store.pushedCounts.sum('api', 'a', 0, 60_000)).toMatchObject({ total: before.entries / 2 })
    await store.audit.append([step(1)])
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({
      intact: true,
      entries: before.entries + 1,
    })
  })
})

describe('a corrupt row is named', () => {
  const spoilt = async (statement: string): Promise<Store> => {
    const store = await open()
    const sqlite = new SqliteDatabase(path)
    sqlite.exec(statement)
    sqlite.close()
    return store
  }
  const REQUEST = `insert into requests values ('r_1', 'api', 'feature', 'low', 'abc', 'production', 'U1', 1, 2,`

  it.each([
    [
      'in a state that there is not',
      `${REQUEST} 'lost', '', '[]', '[]', null, '{}', 1, null, null, '[]', 1, null, '[]', null, null)`,
      (store: Store) => store.requests.byId('r_1'),
      `the store's table requests holds a corrupt row "r_1": state is "lost"`,
    ],
    [
      'with half a list',
      `${REQUEST} 'open', '', '[[', '[]', null, '{}', 1, null, null, '[]', 1, null, '[]', null, null)`,
      (store: Store) => store.requests.byId('r_1'),
      `the store's table requests holds a corrupt row "r_1": answers is no JSON`,
    ],
    [
      'with an approval by nobody',
      `${REQUEST} 'open', '', '[]', '[{"at": 1, "roles": []}]', null, '{}', 1, null, null, '[]', 1, null, '[]', null, null)`,
      (store: Store) => store.requests.list({ limit: 1 }),
      /corrupt row "r_1": approvals\.0\.userId/,
    ],
    [
      'with a decision for no known reason',
      `${REQUEST} 'open', '', '[]', '[]', null, '{"reasons": ["because"]}', 1, null, null, '[]', 1, null, '[]', null, null)`,
      (store: Store) => store.requests.byId('r_1'),
      /corrupt row "r_1": decision\./,
    ],
    [
      'in the audit log',
      `insert into audit values (1, 1, 'gossip', 'a', 'b', '{}', '', '', null, null)`,
      (store: Store) => store.audit.entries()[Symbol.asyncIterator]().next(),
      `the store's table audit holds a corrupt row 1: kind is "gossip"`,
    ],
    [
      'in the outbox',
      `insert into outbox values ('m_1', 1, 'post', 's', '{"kind":"planet"}', '{"kind":"k"}', 1, 0, null, null,
        'owed', 0, 1, null, null)`,
      (store: Store) => store.deliveries.pending(1),
      /table outbox holds a corrupt row "m_1": address\.kind/,
    ],
  ])('%s', async (_, statement, read, message) => {
    await expect(read(await spoilt(statement))).rejects.toThrow(message)
  })
})

describe('the file', () => {
  it('and what stands beside it are readable by their owner alone, copies too', async () => {
    const store = await open()
    await store.audit.append([step(1)])
    await backUpStore(path, join(folder.path, 'copy.db'))
    const files = readdirSync(folder.path)
    expect(files).toEqual(expect.arrayContaining(['budgeteer.db', 'budgeteer.db-wal', 'copy.db']))
    for (const file of files) expect(statSync(join(folder.path, file)).mode & 0o777, file).toBe(0o600)
  })

  it('that is deleted or replaced is noticed', async () => {
    const store = await open()
    expect(await store.trouble()).toBeNull()
    renameSync(path, `${path}.old`)
    expect(await store.trouble()).toMatch(/budgeteer\.db was deleted/)
    writeFileSync(path, '')
    expect(await store.trouble()).toMatch(/replaced by another file/)
    rmSync(path)
    renameSync(`${path}.old`, path)
    expect(await store.trouble()).toBeNull()
  })

  it('that cannot grow is noticed, though it answers', async () => {
    const store = await open()
    await store.close()
    const sqlite = new SqliteDatabase(path)
    sqlite.exec("create trigger full before insert on marks begin select raise(abort, 'disk is full'); end")
    sqlite.close()
    const full = await open()
    expect(await full.statuses.all()).toEqual([])
    expect(await full.trouble()).toBe('the database cannot be written: disk is full')
  })
})

describe('reading alone', () => {
  it('of a copy, as where nothing can be made beside the file, sees what only the log has, and leaves nothing', async () => {
    const store = await open()
    await store.audit.append([step(1)])
    const before = readdirSync(folder.path)
    const copy = await openCopy(path)
    expect(await verifyChain(copy.auditChain.rows())).toMatchObject({ entries: 1 })
    await expect(copy.audit.append([step(2)])).rejects.toThrow(/readonly/)
    await copy.close()
    expect(readdirSync(folder.path)).toEqual(before)
  })

  it('of what is no database says so', async () => {
    writeFileSync(path, 'these are my notes, '.repeat(100))
    await expect(openSqliteReadOnly(path)).rejects.toThrow(
      `cannot open the store ${path}: file is not a database`,
    )
    await expect(openCopy(path)).rejects.toThrow(`cannot open the store ${path}: file is not a database`)
  })
})
