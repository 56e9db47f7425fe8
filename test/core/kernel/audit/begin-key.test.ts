import SqliteDatabase from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import type { NewAuditEntry } from '../../../../src/core/kernel/audit/audit-entry.ts'
import { type AuditKeys, auditKeys, NO_AUDIT_KEYS } from '../../../../src/core/kernel/audit/audit-key.ts'
import { beginKey } from '../../../../src/core/kernel/audit/begin-key.ts'
import { verifyRecord } from '../../../../src/core/kernel/audit/verify-record.ts'
import { temporaryFolder } from '../../../adapters/store/each-store.ts'

const FIRST = 'the first key of the audit log, 1'
const SECOND = 'the second key of the audit log, 2'
const THIRD = 'the third key of the audit log, 3'

const entry: NewAuditEntry = {
  at: 1,
  kind: 'approval',
  actor: 'U1',
  service: 'api',
  data: { request: 'r-1' },
}

/** A log that several starts of a bot go on with, each with its keys. */
function aLog() {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const opened = (keys: AuditKeys) =>
    openStore({ path: `${folder.path}/budgeteer.db`, auditKey: keys.current })
  return {
    start: async (keys: AuditKeys) => {
      const store = await opened(keys)
      try {
        const begun = await beginKey(store, keys, 1)
        await store.audit.append([entry])
        return begun
      } finally {
        await store.close()
      }
    },
    cutTo: (seq: number): void => {
      const sqlite = new SqliteDatabase(`${folder.path}/budgeteer.db`)
      sqlite.prepare('delete from audit where seq > ?').run(seq)
      sqlite.close()
    },
    /** Entries that somebody appends who has no key. */
    forge: async (entries: readonly NewAuditEntry[]) => {
      const store = await opened(NO_AUDIT_KEYS)
      await store.audit.append(entries)
      await store.close()
    },
    verify: async (keys: AuditKeys, keyedFrom: number | null = null) => {
      const store = await opened(NO_AUDIT_KEYS)
      try {
        return await verifyRecord(store.auditChain, { keys, keyedFrom })
      } finally {
        await store.close()
      }
    },
  }
}

describe('a key', () => {
  test('that comes to a log begins with an entry that says how many stand without one', async () => {
    const log = aLog()
    expect(await log.start(NO_AUDIT_KEYS)).toBeNull()
    const keys = auditKeys(FIRST, null)
    expect(await log.start(keys)).toMatchObject({ from: 2, previous: null })
    expect(await log.start(keys)).toBeNull()
    expect(await log.verify(keys)).toMatchObject({
      intact: true,
      keyed: { from: 2, key: keys.current?.id, checked: 3, unchecked: 0 },
    })
  })

  test('that changes is followed by another, and what the one before signed is compared while it is at hand', async () => {
    const log = aLog()
    await log.start(auditKeys(FIRST, null))
    const keys = auditKeys(SECOND, FIRST)
    expect(await log.start(keys)).toMatchObject({ from: 3, isPreviousKnown: true })
    expect(await log.verify(keys)).toMatchObject({ intact: true, keyed: { checked: 4, unchecked: 0 } })
    expect(await log.verify(auditKeys(SECOND, null))).toMatchObject({
      intact: true,
      keyed: { checked: 2, unchecked: 2 },
    })
  })

  test('that is lost is followed by a new one, and said to be unknown', async () => {
    const log = aLog()
    await log.start(auditKeys(FIRST, null))
    expect(await log.start(auditKeys(THIRD, null))).toMatchObject({ from: 3, isPreviousKnown: false })
    expect(await log.verify(auditKeys(THIRD, null))).toMatchObject({ intact: true, keyed: { unchecked: 2 } })
  })

  test('is missed by a bot that goes on with a signed log', async () => {
    const log = aLog()
    await log.start(auditKeys(FIRST, null))
    await expect(log.start(NO_AUDIT_KEYS)).rejects.toThrow(
      /the audit log is signed, with the key [0-9a-f]{12}, and BUDGETEER_AUDIT_KEY is not set/,
    )
  })

  test('that begins later than the operator says was preceded by a log that is gone', async () => {
    const log = aLog()
    await log.start(NO_AUDIT_KEYS)
    const keys = auditKeys(FIRST, null)
    await log.start(keys)
    expect(await log.verify(keys, 2)).toMatchObject({ intact: true })
    expect(await log.verify(keys, 1)).toMatchObject({
      intact: false,
      problem: expect.stringMatching(
        /^keyed hashes of the keys at hand begin at entry 2, and audit.keyed_from says 1: the log was written anew/,
      ) as string,
    })
    expect(await log.verify(NO_AUDIT_KEYS, 1)).toMatchObject({
      problem: expect.stringMatching(/^keyed hashes begin at entry 2, and audit.keyed_from says 1/) as string,
    })
  })

  test('that begins earlier than the operator says follows a log that was cut back to before it', async () => {
    const log = aLog()
    for (let start = 0; start < 3; start += 1) await log.start(NO_AUDIT_KEYS)
    const keys = auditKeys(FIRST, null)
    await log.start(keys)
    expect(await log.verify(keys, 4)).toMatchObject({ intact: true })
    log.cutTo(1)
    await log.start(keys)
    expect(await log.verify(keys, 4)).toMatchObject({
      intact: false,
      problem: expect.stringContaining('begin at entry 2, and audit.keyed_from says 4') as string,
    })
  })

  test('of somebody else, under which a log was written anew, does not count as the one that the operator means', async () => {
    const log = aLog()
    await log.start(auditKeys(THIRD, null))
    const keys = auditKeys(FIRST, null)
    await log.start(keys)
    expect(await log.verify(keys, 1)).toMatchObject({
      problem: expect.stringContaining('begin at entry 3, and audit.keyed_from says 1') as string,
    })
  })

  test('of somebody else in the middle of the log shows, though the bot went back to its own', async () => {
    const log = aLog()
    await log.start(auditKeys(FIRST, null))
    await log.start(auditKeys(THIRD, null))
    await log.start(auditKeys(FIRST, null))
    expect(await log.verify(auditKeys(FIRST, null))).toMatchObject({
      intact: false,
      problem: expect.stringMatching(
        /^entry 3 puts the log under the key [0-9a-f]{12}, which is not at hand/,
      ) as string,
    })
  })

  test('that an entry takes away, so that others need none, shows, though the bot went on with it', async () => {
    const log = aLog()
    const keys = auditKeys(FIRST, null)
    await log.start(keys)
    for (const data of [{}, { key: null }, { key: 12 }])
      await log.forge([{ ...entry, kind: 'audit_key', data }, entry])
    await log.start(keys)
    expect(await log.verify(keys)).toMatchObject({
      intact: false,
      problem: 'entry 3 names no key, as the bot never writes it',
    })
  })

  test('that nothing was signed with yet is missed at the end of the log', async () => {
    const log = aLog()
    await log.start(NO_AUDIT_KEYS)
    expect(await log.verify(auditKeys(FIRST, null))).toMatchObject({ intact: false, atSeq: null })
  })

  test('of somebody else is no key of the bot', async () => {
    const log = aLog()
    await log.start(auditKeys(THIRD, null))
    expect(await log.verify(auditKeys(FIRST, SECOND))).toMatchObject({
      intact: false,
      problem: expect.stringContaining('its last entries were signed with another key') as string,
    })
  })
})
