import SqliteDatabase from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/adapters/store/open-store.ts'
import { type AuditKeys, auditKeys, NO_AUDIT_KEYS } from '../../src/core/kernel/audit/audit-key.ts'
import { AuditWatch } from '../../src/core/kernel/audit/audit-watch.ts'
import { beginKey } from '../../src/core/kernel/audit/begin-key.ts'
import type { StoredEntry } from '../../src/core/kernel/audit/stored-entry.ts'
import { verifyRecord } from '../../src/core/kernel/audit/verify-record.ts'
import { temporaryFolder } from '../adapters/store/each-store.ts'
import { TestClock } from '../support/test-clock.ts'
import { anApproval, type FileAttacker, UNDER_A_RUNNING_BOT } from './running-manipulations.ts'

const KEYS = auditKeys('the key of the bot that runs, of 40 signs', null)

/** A bot that has seen a log of thirty entries, and somebody else who has the file. */
async function aBot(keys: AuditKeys) {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const path = join(folder.path, 'budgeteer.db')
  const store = await openStore({ path, auditKey: keys.current })
  onTestFinished(() => store.close())
  const clock = new TestClock(1_000)
  if (keys.current !== null) await beginKey(store, keys, 0)
  const begun = keys.current === null ? 0 : 1
  await store.audit.append(Array.from({ length: 30 - begun }, (_, index) => anApproval(index)))
  const found: string[] = []
  const watch = new AuditWatch({
    store,
    keys,
    clock,
    nextTurn: () => Promise.resolve(),
    onBroken: (problem) => found.push(problem),
  })
  await watch.look()
  const db = (): SqliteDatabase.Database => new SqliteDatabase(path)
  const attacker: FileAttacker = {
    sql: (statement: string): void => {
      const sqlite = db()
      sqlite.exec(statement)
      sqlite.close()
    },
    rows: (): StoredEntry[] => {
      const sqlite = db()
      const rows = sqlite.prepare('select *, previous_hash as "previousHash" from audit order by seq').all()
      sqlite.close()
      return rows as StoredEntry[]
    },
    replace: (rows: readonly StoredEntry[]): void => {
      const sqlite = db()
      sqlite.exec('delete from audit')
      const add = sqlite.prepare(
        'insert into audit (seq, at, kind, actor, service, data, previous_hash, hash, mac, about) values (@seq, @at, @kind, @actor, @service, @data, @previousHash, @hash, @mac, @about)',
      )
      for (const row of rows) add.run(row)
      sqlite.close()
    },
  }
  const messages = async () => (await store.deliveries.pending(10)).map(({ message }) => message)
  return { store, clock, watch, found, attacker, messages }
}

describe.each([
  { protection: 'no key', keys: NO_AUDIT_KEYS },
  { protection: 'a key', keys: KEYS },
])('under a bot that runs with $protection', ({ keys }) => {
  const those = UNDER_A_RUNNING_BOT.filter(({ needsKey }) => needsKey !== true || keys.current !== null)
  test.each(those)(
    '$name: it is named at the next look, on record and in a message',
    async ({ act, named }) => {
      const { store, watch, found, attacker, messages } = await aBot(keys)
      act(attacker)
      await watch.look()
      expect(found).toEqual([expect.stringMatching(named)])
      expect(watch.state).toMatchObject({ kind: 'broken', problem: found[0] })
      const [message, ...more] = await messages()
      expect(more).toEqual([])
      expect(message).toMatchObject({
        address: { kind: 'channel', purpose: 'announcements' },
        content: { kind: 'audit-broken', problem: found[0] },
      })
      const said = await store.auditChain.newest('audit_broken')
      expect(JSON.parse(said?.data ?? '')).toMatchObject({ problem: found[0] })
      // What the log alone shows no more, it says.
      expect(await verifyRecord(store.auditChain, { keys })).toMatchObject({ intact: false })
    },
  )

  test('what the bot itself appends is nothing to be found', async () => {
    const { store, watch, found } = await aBot(keys)
    for (let look = 0; look < 5; look += 1) {
      await store.audit.append([anApproval(look), anApproval(look)])
      await watch.look()
    }
    expect(found).toEqual([])
    expect(watch.state).toEqual({ kind: 'intact' })
  })
})

test('the same is told once, whoever looks again, and what is new is told in its turn', async () => {
  const { clock, watch, found, attacker, messages } = await aBot(NO_AUDIT_KEYS)
  attacker.sql('delete from audit where seq = 12')
  await watch.look()
  await watch.look()
  expect(found).toEqual(['entry 12 is missing'])
  clock.advance(3_600_000)
  attacker.sql('delete from audit where seq > 20')
  await watch.look()
  expect(found.slice(1)).toEqual([expect.stringContaining('its end was cut off')])
  expect(await messages()).toHaveLength(2)
})

test('a second replica that sees the same finds it, and leaves it to the first to say so', async () => {
  const { store, clock, watch, attacker, messages } = await aBot(NO_AUDIT_KEYS)
  const found: string[] = []
  const second = new AuditWatch({
    store,
    keys: NO_AUDIT_KEYS,
    clock,
    nextTurn: () => Promise.resolve(),
    onBroken: (problem) => found.push(problem),
  })
  await second.look()
  await store.audit.append([anApproval(31)])
  attacker.sql('delete from audit where seq = 12')
  await watch.look()
  await second.look()
  expect(found).toEqual(['entry 12 is missing'])
  expect(await messages()).toHaveLength(1)
})
