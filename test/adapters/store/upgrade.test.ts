import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewAuditEntry } from '../../../src/core/kernel/audit/audit-entry.ts'
import { chained } from '../../../src/core/kernel/audit/chain.ts'
import { verifyChain } from '../../../src/core/kernel/audit/verify-chain.ts'
import { migrations, type Migrations } from '../../../src/adapters/store/migrations.ts'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import { SQLITE_SPELLING } from '../../../src/adapters/store/sqlite/sqlite-dialect.ts'
import type { Store } from '../../../src/adapters/store/store.ts'

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>
let path: string
let opened: Store[]
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'budgeteer-upgrade-'))
  path = join(folder.path, 'budgeteer.db')
  opened = []
})
afterEach(async () => {
  for (const store of opened) await store.close()
  await folder.remove()
})

const OLDER = migrations(SQLITE_SPELLING)
/** This version and a step more, as the next one may be. */
const NEWER: Migrations = {
  ...OLDER,
  '9999-a-step-more': {
    up: async (db) => {
      await sql`create table a_step_more (id text primary key)`.execute(db)
    },
  },
}

/** Opens it with these steps, and closes it when the test ends. */
async function open(steps: Migrations): Promise<{ store: Store; copies: readonly string[] }> {
  const copies: string[] = []
  const store = await openStore({ path, steps, onCopy: (copy) => copies.push(copy) })
  opened.push(store)
  return { store, copies }
}

const remember = async (store: Store, service: string): Promise<void> => {
  await store.audit.append([{ at: 1, kind: 'configuration', actor: 'budgeteer', service, data: {} }])
}

const remembered = async (store: Store): Promise<readonly string[]> => {
  const services: string[] = []
  for await (const { service } of store.audit.entries()) services.push(service)
  return services
}

describe('an upgrade', () => {
  it('keeps all data, and copies the database before its schema changes', async () => {
    const { store: before, copies: none } = await open(OLDER)
    await remember(before, 'checkout')
    await before.close()
    expect(none).toEqual([])
    const { store: after, copies } = await open(NEWER)
    expect(copies).toEqual([`${path}.before-9999-a-step-more`])
    expect(await remembered(after)).toEqual(['checkout'])
    expect(statSync(copies[0] ?? '').mode & 0o777).toBe(0o600)
    await after.close()
    expect((await open(NEWER)).copies).toEqual([])
  })

  it('finds in an older log what each entry is about', async () => {
    const before = Object.fromEntries(Object.entries(OLDER).filter(([name]) => name < '0005'))
    await (await open(before)).store.close()
    const about = (data: NewAuditEntry['data']): NewAuditEntry => {
      return { at: 1, kind: 'approval', actor: 'U1', service: 'checkout', data }
    }
    const many = Array.from({ length: 1_500 }, (_, index) => about({ request: `r-${index}` }))
    const entries = chained(null, [about({}), ...many])
    const older = new SqliteDatabase(path)
    const add = older.prepare('insert into audit values (?, ?, ?, ?, ?, ?, ?, ?)')
    for (const { seq, at, kind, actor, service, data, previousHash, hash } of entries)
      add.run(seq, at, kind, actor, service, data, previousHash, hash)
    older.close()
    const { store } = await open(OLDER)
    const found = await store.auditPages.page({ about: 'r-1499', kinds: 'approval', limit: 5 })
    expect(found.entries.map(({ seq }) => seq)).toEqual([1_501])
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true, entries: 1_501 })
  })

  it('copies it, too, where nobody asks about the copy', async () => {
    await (await open(OLDER)).store.close()
    opened.push(await openStore({ path, steps: NEWER }))
    expect(readdirSync(folder.path)).toContain('budgeteer.db.before-9999-a-step-more')
  })

  it('can be taken back with the copy, and only with it', async () => {
    const { store: before } = await open(OLDER)
    await remember(before, 'checkout')
    await before.close()
    const { store: after, copies } = await open(NEWER)
    await remember(after, 'search')
    await after.close()
    await expect(open(OLDER)).rejects.toThrow('a newer Budgeteer wrote it (9999-a-step-more)')
    rmSync(path)
    cpSync(copies[0] ?? '', path)
    const { store: back } = await open(OLDER)
    expect(await remembered(back)).toEqual(['checkout'])
    expect(await verifyChain(back.auditChain.rows())).toMatchObject({ intact: true })
    await back.close()
    // And again: the copy from before the first time is not overwritten.
    expect((await open(NEWER)).copies).toEqual([`${path}.before-9999-a-step-more-2`])
  })

  it('changes nothing where no copy can be made', async () => {
    const { store: before } = await open(OLDER)
    await remember(before, 'checkout')
    await before.close()
    // Somebody else's folder has the name of the copy under way.
    mkdirSync(`${path}.before-9999-a-step-more.part`)
    await expect(open(NEWER)).rejects.toThrow(
      /must be copied to .*before-9999-a-step-more before it is upgraded/,
    )
    const { store: still } = await open(OLDER)
    expect(await remembered(still)).toEqual(['checkout'])
  })

  it('leaves no half copy behind, and one of a crash is no hindrance', async () => {
    await (await open(OLDER)).store.close()
    const half = `${path}.before-9999-a-step-more.part`
    writeFileSync(half, 'half')
    await open(NEWER)
    expect(readdirSync(folder.path)).not.toContain('budgeteer.db.before-9999-a-step-more.part')
  })
})
