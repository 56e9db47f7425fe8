import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe } from 'vitest'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import type { Store } from '../../../src/adapters/store/store.ts'
import { databaseWithTables } from '../../support/postgres-database.ts'
import { hasPostgres } from '../../support/postgres-server.ts'

interface OpenedStore {
  readonly store: Store
  dispose(): Promise<void>
}

/** Every kind of database that the contract tests run against. Each opens an empty one. */
const KINDS: readonly {
  readonly kind: string
  readonly isHere: boolean
  readonly open: () => Promise<OpenedStore>
}[] = [
  {
    kind: 'SQLite in memory',
    isHere: true,
    open: async () => {
      const store = await openStore({ path: ':memory:' })
      return { store, dispose: () => store.close() }
    },
  },
  {
    kind: 'SQLite in a file',
    isHere: true,
    open: async () => {
      const folder = temporaryFolder()
      const store = await openStore({ path: join(folder.path, 'data', 'budgeteer.db') })
      return {
        store,
        dispose: async () => {
          await store.close()
          folder.remove()
        },
      }
    },
  },
  {
    kind: 'PostgreSQL',
    isHere: hasPostgres(),
    open: async () => {
      const database = await databaseWithTables()
      const store = await openStore({ url: database.url })
      return {
        store,
        dispose: async () => {
          await store.close()
          await database.remove()
        },
      }
    },
  },
]

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'budgeteer-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs the tests against each kind of store; `current()` is the empty one of the running test. */
export function onEachStore(tests: (current: () => Store) => void): void {
  for (const { kind, isHere, open } of KINDS)
    describe.runIf(isHere)(`on ${kind}`, () => {
      let opened: OpenedStore | undefined
      beforeEach(async () => {
        opened = await open()
      })
      afterEach(() => opened?.dispose())
      tests(() => {
        if (opened === undefined) throw new Error('the store is open during tests only')
        return opened.store
      })
    })
}
