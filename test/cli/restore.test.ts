import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { channel, post } from '../../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS } from '../../src/core/kernel/time/duration.ts'
import { auditKeys } from '../../src/core/kernel/audit/audit-key.ts'
import { beginKey } from '../../src/core/kernel/audit/begin-key.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import { lockForOneBot } from '../../src/adapters/store/sqlite/file-lock.ts'
import { aGrant, aRequest } from '../support/a-request.ts'
import { aHome } from './a-home.ts'
import { runCli } from './run-cli.ts'

const note = (at: number) => ({ at, kind: 'notice', actor: 'budgeteer', service: '*', data: {} }) as const

// docs/backup.md says all of this.

/** A home whose store was backed up before something was added. */
async function aBackedUpHome() {
  const home = await aHome()
  const now = Date.now()
  const request = aRequest('r_1', { service: 'checkout', state: 'granted', expiresAt: now + DAY_MS })
  const grant = aGrant('g_1', {
    requestId: 'r_1',
    service: 'checkout',
    grantedAt: now,
    expiresAt: now + DAY_MS,
  })
  const waiting = aRequest('r_2', { service: 'checkout', expiresAt: now + DAY_MS })
  await home.store(async (store) => {
    await store.requests.save([request, waiting])
    await store.grants.save([grant])
    await store.audit.append([note(now - DAY_MS)])
    const content = { kind: 'notice-of-a-test' }
    await store.outbox.owe([post({ subject: 's', to: channel('incidents'), content, at: now })])
  })
  const copy = join(home.dir, 'copy.db')
  expect((await runCli(['backup', copy, ...home.config])).code).toBe(0)
  await home.store((store) => store.audit.append([note(now), note(now)]))
  const restore = () => runCli(['restore', copy, '--json', ...home.config])
  return { home, copy, restore }
}

test('a copy is put back with its record whole, and what was there is kept beside', async () => {
  const { home, restore } = await aBackedUpHome()
  const { code, out, err } = await restore()
  expect([code, err]).toEqual([0, ''])
  const { before, entries } = JSON.parse(out) as { before: string; entries: number }
  expect(entries).toBe(1)
  expect(existsSync(before)).toBe(true)
  expect(statSync(home.database).mode & 0o777).toBe(0o600)
  expect(
    readdirSync(home.dir, { recursive: true }).filter((name) => String(name).includes('restoring')),
  ).toEqual([])
  expect((await runCli(['audit', 'verify', ...home.config])).code).toBe(0)
})

test('grants that may have been used since are void, which is on record and told', async () => {
  const { home, restore } = await aBackedUpHome()
  expect(JSON.parse((await restore()).out)).toMatchObject({ grants: 1, messages: 1 })
  await home.store(async (store) => {
    expect(await store.grants.live('checkout', Date.now())).toEqual([])
    expect((await store.requests.byId('r_1'))?.state).toBe('voided')
    expect((await store.requests.byId('r_2'))?.state).toBe('open')
    const kinds: string[] = []
    for await (const { kind } of store.audit.entries()) kinds.push(kind)
    expect(kinds).toEqual(['notice', 'store_restored', 'request_voided', 'grant_voided'])
    const owed = await store.deliveries.pending(99)
    const ofRequests = owed.filter(({ message }) => message.subject.startsWith('request/'))
    expect(new Set(ofRequests.map(({ message }) => message.subject))).toContain('request/r_2')
    expect(ofRequests.length).toBeGreaterThan(2)
  })
})

test('messages that the copy owes are looked for before they are sent', async () => {
  const { home, restore } = await aBackedUpHome()
  await restore()
  await home.store(async (store) => {
    const [first] = await store.deliveries.pending(99)
    expect(first).toMatchObject({ message: { subject: 's' }, state: 'sending' })
  })
})

test('nothing is changed while a bot has the store', async () => {
  const { home, restore } = await aBackedUpHome()
  const lock = lockForOneBot(home.database)
  try {
    expect(await restore()).toMatchObject({
      code: 1,
      err: expect.stringContaining('stop it first') as string,
    })
  } finally {
    lock?.release()
  }
  await home.store(async (store) => expect(await store.auditChain.head()).toMatchObject({ seq: 3 }))
})

test.each([
  ['is cut off', (copy: string) => truncateSync(copy, statSync(copy).size >> 1)],
  ['is no database', (copy: string) => writeFileSync(copy, 'a letter')],
  [
    'has a record that was changed',
    (copy: string) => {
      const sqlite = new SqliteDatabase(copy)
      sqlite.exec(`update audit set data = '{"other":1}'`)
      sqlite.close()
    },
  ],
])('a copy that %s is refused, and the store stays', async (_what, spoil) => {
  const { home, copy, restore } = await aBackedUpHome()
  spoil(copy)
  const { code, err } = await restore()
  expect(code).toBe(1)
  expect(err).toContain(copy)
  await home.store(async (store) => expect(await store.auditChain.head()).toMatchObject({ seq: 3 }))
})

describe('a copy whose record is signed', () => {
  const key = 'first-key-'.repeat(4)
  const newer = 'other-key-'.repeat(4)

  async function aSignedCopy() {
    const { home, copy } = await aBackedUpHome()
    const keys = auditKeys(key, null)
    const store = await openStore({ path: copy, auditKey: keys.current })
    await beginKey(store, keys, Date.now())
    await store.close()
    const restore = (env: Record<string, string>) => runCli(['restore', copy, ...home.config], env)
    const verify = (env: Record<string, string>) => runCli(['audit', 'verify', ...home.config], env)
    return { home, restore, verify }
  }

  test('is not gone on with unsigned', async () => {
    const { home, restore } = await aSignedCopy()
    expect(await restore({})).toMatchObject({
      code: 1,
      err: expect.stringContaining('BUDGETEER_AUDIT_KEY is not set') as string,
    })
    await home.store(async (store) => expect(await store.auditChain.head()).toMatchObject({ seq: 3 }))
  })

  test.each([
    ['the same key', { BUDGETEER_AUDIT_KEY: key }],
    ['the key after it', { BUDGETEER_AUDIT_KEY: newer, BUDGETEER_AUDIT_KEY_OLD: key }],
  ])('is whole with %s after it was put back', async (_what, env) => {
    const { restore, verify } = await aSignedCopy()
    expect(await restore(env)).toMatchObject({ code: 0, err: '' })
    expect(await verify(env)).toMatchObject({ code: 0, err: '' })
  })
})

test('where there was no store, the copy becomes it', async () => {
  const { copy } = await aBackedUpHome()
  const other = await aHome()
  const { code, out } = await runCli(['restore', copy, '--json', ...other.config])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ before: null })
})

test('a copy that is not there is said so', async () => {
  const home = await aHome()
  const { code, err } = await runCli(['restore', join(home.dir, 'none.db'), ...home.config])
  expect(code).toBe(1)
  expect(err).toContain('there is no such file')
})
