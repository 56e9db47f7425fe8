import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { runCli } from '../cli/run-cli.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { freePort } from '../support/free-port.ts'
import { asAdministrator } from '../support/postgres-database.ts'
import { hasPostgres, type RunningPostgres, startPostgres } from '../support/postgres-server.ts'
import { announcementsIn, messageIds } from './channel-view.ts'

const PASSWORD = 'a-pass:word/of-this-test'
const QUESTION = { service: 'checkout', change: 'feature', revision: 'v1' }
const WARNING = '⚠️  Error Budget Status: WARNING'

describe.runIf(hasPostgres())('a bot whose PostgreSQL server fails', () => {
  let server: RunningPostgres
  let url: string
  let premises: Premises
  let bot: BotProcess
  /** All that anybody was shown. */
  const shown: string[] = []

  beforeAll(async () => {
    const port = await freePort()
    server = await startPostgres({ port })
    await asAdministrator(server, `create role bot login password '${PASSWORD}'`)
    await asAdministrator(server, 'create database store owner bot')
    url = `postgres://bot:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/store`
    premises = await Premises.open({ sli: '{ pushed: {} }', window: '30d', databaseUrl: url })
    bot = await premises.start()
    await bot.push({ good: 998_600, total: 1_000_000, key: 'before' })
    await eventually('the first level', async () => {
      const { json } = await bot.call('/v1/services/checkout')
      return JSON.stringify(json).includes('HEALTHY') ? true : undefined
    })
  })
  afterAll(async () => {
    await premises.close()
    await server.stop()
  })

  const ask = async (path: string, body?: unknown) => {
    const answer = await bot.call(path, body)
    shown.push(JSON.stringify(answer))
    return answer
  }
  const storePart = async (): Promise<string> => {
    const { json } = await ask('/readyz')
    const { parts } = json as { parts: readonly { part: string; ok: boolean; detail: string }[] }
    return parts.find(({ part, ok }) => part === 'store' && !ok)?.detail ?? 'well'
  }
  const doctor = async (): Promise<string> => {
    const args = ['doctor', '--config', join(premises.folder, 'config')]
    const { out, err } = await runCli(args, { BUDGETEER_DATABASE_URL: url })
    shown.push(out, err)
    return out.replaceAll(/\s+/g, ' ')
  }
  const nothingIsDecided = (): Promise<unknown> =>
    eventually('a refusal', async () => {
      const { status, json } = await ask('/v1/gate', QUESTION)
      if (status === 200) return undefined
      expect({ status, json }).toMatchObject({
        status: 503,
        json: { status: 503, detail: expect.stringContaining('nothing was decided') as string },
      })
      return true
    })
  const allIsWell = async (): Promise<void> => {
    await eventually('the gate decides again', async () =>
      (await ask('/v1/gate', QUESTION)).status === 200 ? true : undefined,
    )
    await eventually('ready', async () => ((await storePart()) === 'well' ? true : undefined))
  }

  test('as it is stopped: nothing is decided, doctor says why, and all goes on by itself once it is back', async () => {
    await server.halt('immediate')
    await nothingIsDecided()
    await eventually('a push is refused', async () =>
      (await bot.push({ good: 1, total: 1, key: 'meanwhile' })).status === 503 ? true : undefined,
    )
    await eventually('it says so', async () => (/^the database /.test(await storePart()) ? true : undefined))
    expect(await doctor()).toMatch(
      /cannot open the store postgres:.*nothing listens at its host and port → see whether the server runs/,
    )
    expect(bot.isRunning).toBe(true)
    await server.resume()
    await allIsWell()
  })

  test('as it takes no writes: the same', async () => {
    const readOnly = async (is: boolean): Promise<void> => {
      await asAdministrator(server, `alter system set default_transaction_read_only = ${is}`)
      await asAdministrator(server, 'select pg_reload_conf()')
    }
    await readOnly(true)
    await nothingIsDecided()
    await eventually('it says so', async () => (/takes no writes/.test(await storePart()) ? true : undefined))
    expect(await doctor()).toMatch(
      /it cannot be written to: .*takes no writes.* → let the URL name the primary/,
    )
    await readOnly(false)
    await allIsWell()
  })

  test('what changed level meanwhile is announced once, and the record is whole', async () => {
    await server.halt('immediate')
    const pushed = eventually('counts of a warning', async () =>
      (await bot.push({ good: 0, total: 1_600, key: 'warning' })).status === 200 ? true : undefined,
    )
    await server.resume()
    await pushed
    const channel = () => premises.workspace.messages('engineering')
    await eventually('an announcement', () => (announcementsIn(channel()).length > 0 ? true : undefined))
    expect(await bot.stop()).toBe(0)
    expect(announcementsIn(channel())).toEqual([WARNING])
    const ids = messageIds(channel())
    expect(new Set(ids).size).toBe(ids.length)
    await premises.withStore(async (store) => {
      expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true })
      const sum = await store.pushedCounts.sum('checkout', 'availability', 0, Date.now() + 60_000)
      expect(sum).toMatchObject({ total: 1_001_600 })
    })
  })

  test('and the password was shown nowhere', () => {
    const all = [...shown, ...bot.log].join('\n')
    expect(all).toContain('127.0.0.1')
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(all).not.toContain(secret)
  })
})
