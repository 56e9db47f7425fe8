import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { keepDatabase } from '../../scripts/database/keep-database.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { aHome, pushOrders } from '../cli/a-home.ts'

test('a database that is kept for later versions is whole but for most of the counts', async () => {
  const home = await aHome()
  await pushOrders(home, 0.5)
  const kept = join(home.dir, 'kept', '1.0.0.db.gz')
  await home.store(async (store) => {
    await store.audit.append([{ at: 1, kind: 'configuration', actor: 'budgeteer', service: '*', data: {} }])
    await keepDatabase(home.database, kept)
  })
  const path = join(home.dir, 'later.db')
  await writeFile(path, gunzipSync(await readFile(kept)))
  const store = await openStore({ path })
  try {
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true, entries: 1 })
    const from = Date.now() - 30 * 60_000
    const newest = await store.pushedCounts.sum('checkout', 'orders', from, Date.now())
    expect(newest).toMatchObject({ total: 1_000 })
  } finally {
    await store.close()
  }
})
