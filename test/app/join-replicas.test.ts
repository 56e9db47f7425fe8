import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type StoreOptions } from '../../src/adapters/store/open-store.ts'
import { randomIds } from '../../src/adapters/system/random-ids.ts'
import { type Joined, joinReplicas, type JoinOptions, leaseLengthMs } from '../../src/app/join-replicas.ts'
import { MINUTE_MS, SECOND_MS } from '../../src/core/kernel/time/duration.ts'
import { SecondBotError } from '../../src/core/replicas/second-bot.ts'
import { eventually } from '../support/bot-process.ts'
import { databaseWithTables, type TestDatabase } from '../support/postgres-database.ts'
import { hasPostgres } from '../support/postgres-server.ts'

test.each([
  { poll: 'each second', everyMs: SECOND_MS, lengthMs: 2 * SECOND_MS },
  { poll: 'each 2 s', everyMs: 2 * SECOND_MS, lengthMs: 2 * SECOND_MS },
  { poll: 'each 10 s', everyMs: 10 * SECOND_MS, lengthMs: 10 * SECOND_MS },
  { poll: 'each minute', everyMs: MINUTE_MS, lengthMs: 15 * SECOND_MS },
])('with a poll $poll a lease lasts $lengthMs ms', ({ everyMs, lengthMs }) => {
  expect(leaseLengthMs(everyMs)).toBe(lengthMs)
})

/** Those who have joined, in their order; each gives its lease back at the end. */
const joined: Joined[] = []
const leave = async ({ lease, close }: Joined): Promise<void> => {
  await lease.stop()
  await close()
}
afterEach(async () => {
  for (const one of joined.splice(0)) await leave(one)
})

async function joins(options: StoreOptions, more: Partial<JoinOptions> = {}): Promise<Joined> {
  const one = await joinReplicas({
    file: 'path' in options ? options.path : null,
    open: () => openStore(options),
    pollEveryMs: 2 * SECOND_MS,
    waitMs: 0,
    mustLead: false,
    ids: randomIds,
    logger: pino({ level: 'silent' }),
    ...more,
  })
  joined.push(one)
  return one
}

describe('on a file of SQLite', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'budgeteer-join-'))
    path = join(folder, 'budgeteer.db')
  })
  afterEach(async () => {
    for (const one of joined.splice(0)) await leave(one)
    await rm(folder, { recursive: true, force: true })
  })

  test('the first leads, and a second is refused with its name', async () => {
    expect((await joins({ path })).lease.term).toBeDefined()
    const second = joins({ path })
    await expect(second).rejects.toThrow(SecondBotError)
    await expect(second).rejects.toThrow(
      `another Budgeteer runs on ${path}: ${hostname()}, process ${process.pid}`,
    )
  })

  test('the next takes over once the first has left', async () => {
    await leave(await joins({ path }))
    joined.splice(0)
    expect((await joins({ path })).lease.term).toBeDefined()
  })

  test('a store that cannot be opened leaves the place free', async () => {
    const broken = joins({ path }, { open: () => Promise.reject(new Error('the disk is gone')) })
    await expect(broken).rejects.toThrow('the disk is gone')
    expect((await joins({ path })).lease.term).toBeDefined()
  })
})

describe.runIf(hasPostgres())('on PostgreSQL', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await databaseWithTables()
  })
  afterEach(async () => {
    for (const one of joined.splice(0)) await leave(one)
    await database.remove()
  })

  test('all join and one leads, whom the others know', async () => {
    const { url } = database
    const [first, second] = [await joins({ url }), await joins({ url })]
    expect(first.lease.term).toBeDefined()
    expect(second.lease.term).toBeUndefined()
    expect(second.lease.holder).toMatchObject({ host: hostname(), pid: process.pid })
  })

  test('who must lead is refused while somebody else does, and its place is not kept', async () => {
    const { url } = database
    const first = await joins({ url })
    await expect(joins({ url }, { mustLead: true })).rejects.toThrow(
      `another Budgeteer runs on the same database: ${hostname()}, process ${process.pid}`,
    )
    expect(first.lease.term).toBeDefined()
  })

  test('a lease that is given back is taken by another', async () => {
    const { url } = database
    const [first, second] = [await joins({ url }), await joins({ url })]
    await first.lease.stop()
    await eventually('another term', () => second.lease.term)
  })
})
