import { execFileSync } from 'node:child_process'
import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { runCli } from '../cli/run-cli.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { requiredProgram } from '../support/required-program.ts'

const QUESTION = { service: 'checkout', change: 'feature', revision: 'v1' }

let premises: Premises
let bot: BotProcess

const setUp = async (): Promise<void> => {
  premises = await Premises.open({ sli: '{ pushed: {} }', window: '30d' })
  bot = await premises.start()
  await bot.push({ good: 999_000, total: 1_000_000, key: 'before' })
  await eventually('the first level', async () => {
    const { json } = await bot.call('/v1/services/checkout')
    return JSON.stringify(json).includes('HEALTHY') ? true : undefined
  })
}
const database = (): string => join(premises.folder, 'budgeteer.db')

/** Nothing is decided or kept, whoever asks; the bot goes on. */
async function nothingIsDecided(): Promise<void> {
  for (const path of ['/v1/gate', '/v1/gate'] as const)
    expect(await bot.call(path, QUESTION)).toMatchObject({
      status: 503,
      json: { status: 503, detail: expect.stringContaining('nothing was decided') as string },
    })
  expect(await bot.push({ good: 1, total: 1, key: 'meanwhile' })).toMatchObject({ status: 503 })
  expect(bot.isRunning).toBe(true)
}

/** As the gate client tells a pipeline. */
async function thePipelineGetsNoAnswer(): Promise<void> {
  const args = ['gate', '--service', 'checkout', '--change', 'feature', '--revision', 'v1']
  const asked = await runCli([...args, '--retries', '1', '--url', await bot.url], {
    BUDGETEER_TOKEN: premises.token,
  })
  expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('No answer (exit 1)') as string })
}

const storePart = async (): Promise<string> => {
  const { json } = await bot.call('/readyz')
  const { parts } = json as { parts: readonly { part: string; ok: boolean; detail: string }[] }
  return parts.find(({ part, ok }) => part === 'store' && !ok)?.detail ?? 'well'
}

async function allIsWell(): Promise<void> {
  await eventually('the gate decides again', async () => {
    const { status } = await bot.call('/v1/gate', QUESTION)
    return status === 200 ? true : undefined
  })
  expect(await storePart()).toBe('well')
}

describe('a store that cannot be written', () => {
  beforeAll(setUp)
  afterAll(() => premises.close())

  test.skipIf(requiredProgram('prlimit') === undefined)(
    'as the disk is full: nothing is decided, and all goes on once there is room (needs prlimit)',
    async () => {
      // No file of the process may grow: what a full disk does, without filling one.
      const limit = (bytes: string) =>
        execFileSync('prlimit', [`--pid=${bot.pid}`, `--fsize=${bytes}:unlimited`])
      limit('1')
      await nothingIsDecided()
      expect(await storePart()).toMatch(/the database cannot be written: .*; see whether its disk is full/)
      limit('unlimited')
      await allIsWell()
    },
  )

  test('as another process holds its lock: nothing is decided, and all goes on once it is free', async () => {
    const other = new SqliteDatabase(database())
    other.exec('begin immediate')
    expect(await bot.call('/v1/gate', QUESTION)).toMatchObject({ status: 503 })
    expect(await storePart()).toBe('the database does not answer')
    other.exec('rollback')
    other.close()
    await allIsWell()
  })

  test('as its file was deleted: nothing is decided, and all goes on once it is back', async () => {
    renameSync(database(), `${database()}.away`)
    await nothingIsDecided()
    await thePipelineGetsNoAnswer()
    expect(await storePart()).toMatch(/was deleted.*restore a backup/)
    renameSync(`${database()}.away`, database())
    await allIsWell()
  })

  test('and what it decided before and after is whole', async () => {
    expect(await bot.stop()).toBe(0)
    await premises.withStore(async (store) => {
      expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true })
      expect(await store.pushedCounts.sum('checkout', 'availability', 0, Date.now() + 60_000)).toMatchObject({
        total: 1_000_000,
      })
    })
  })
})

describe('a store that was damaged under the bot', () => {
  beforeAll(setUp)
  afterAll(() => premises.close())

  test('decides nothing from the moment on that it is seen, and a start says what to do', async () => {
    // All stands in the file, and what another writer adds makes the bot read its pages again.
    const other = new SqliteDatabase(database())
    await eventually('the log is copied into the file', () =>
      JSON.stringify(other.pragma('wal_checkpoint(truncate)')).includes('"busy":0') ? true : undefined,
    )
    other.exec("insert into marks values ('test', 1)")
    spoil(database(), 4_096)
    other.close()
    await eventually('the damage is seen', async () =>
      (await bot.call('/v1/gate', QUESTION)).status === 503 ? true : undefined,
    )
    await nothingIsDecided()
    expect(await storePart()).toMatch(/is damaged.*restore a backup/)
    await bot.kill()
    const again = premises.launch()
    await expect(again.url).rejects.toThrow(/cannot open the store .*[^]*go on from a backup/)
  })
})

/** Overwrites a file from there on, as a dying disk might. */
function spoil(file: string, from: number): void {
  const { size } = statSync(file)
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(Math.max(0, size - from), 0x5a), 0, Math.max(0, size - from), from)
  closeSync(handle)
}
