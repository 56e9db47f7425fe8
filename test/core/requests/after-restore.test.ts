import { expect, test } from 'vitest'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { settleRestore } from '../../../src/core/requests/after-restore.ts'
import { aGrant, aRequest } from '../../support/a-request.ts'
import { Platform } from '../../support/platform.ts'

test('a grant that lives is void after a restore, however many were granted since it was asked for', async () => {
  const platform = await Platform.open()
  const { store, deps } = platform
  const now = platform.clock.now()
  const granted = (id: string, requestedAt: number) => aRequest(id, { state: 'granted', requestedAt })
  const newer = Array.from({ length: 1_100 }, (_, n) => granted(`r_new${n}`, now - HOUR_MS + n))
  await store.requests.save([granted('r_old', now - 2 * HOUR_MS), ...newer])
  await store.grants.save([
    aGrant('g_old', { requestId: 'r_old', grantedAt: now, expiresAt: now + HOUR_MS }),
    ...newer.map(({ id }) => aGrant(`g_${id}`, { requestId: id })),
  ])
  const moment = { catalog: deps.catalog(), roleBook: deps.roleBook(), ids: deps.ids, now }
  const from = { file: 'copy.db', newestAt: now, messages: 0 }
  expect(await store.transaction((stores) => settleRestore(stores, moment, from))).toBe(1)
  expect(await store.grants.live('api', now)).toEqual([])
  await platform.close()
})
