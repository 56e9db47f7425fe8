import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyChain } from '../../../../src/core/kernel/audit/verify-chain.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import {
  asAdministrator,
  newDatabase,
  sharedPostgres,
  type TestDatabase,
} from '../../../support/postgres-database.ts'
import { hasPostgres } from '../../../support/postgres-server.ts'

const step = (at: number) => ({ at, kind: 'gate', actor: 'token:ci', service: 'api', data: {} }) as const

describe.runIf(hasPostgres()).each(['repeatable read', 'serializable'])(
  'a database whose default is %s',
  (level) => {
    let database: TestDatabase
    beforeEach(async () => {
      database = await newDatabase()
      const statement = `alter database ${database.name} set default_transaction_isolation = '${level}'`
      await asAdministrator(await sharedPostgres(), statement)
    })
    afterEach(() => database.remove())

    test('lets each replica see what the others committed while it waited', async () => {
      const stores = await Promise.all(Array.from({ length: 3 }, () => openStore({ url: database.url })))
      try {
        const times = Array.from({ length: 10 }, (_, at) => at)
        await Promise.all(stores.flatMap(({ audit }) => times.map((at) => audit.append([step(at)]))))
        const [store] = stores
        if (store === undefined) throw new Error('no store was opened')
        expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true, entries: 30 })
      } finally {
        await Promise.all(stores.map((store) => store.close()))
      }
    })
  },
)
