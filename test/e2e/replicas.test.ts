import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { newDatabase, type TestDatabase } from '../support/postgres-database.ts'
import { hasPostgres } from '../support/postgres-server.ts'
import { announcementsIn, messageIds } from './channel-view.ts'

const WARNING = '⚠️  Error Budget Status: WARNING'
const CRITICAL = '🔴 ERROR BUDGET FREEZE: CRITICAL'
/** Half a percent may fail. */
const COUNTS = {
  HEALTHY: { good: 998_600, total: 1_000_000 },
  WARNING: { good: 0, total: 1_600 },
  CRITICAL: { good: 0, total: 1_300 },
}

let database: TestDatabase
let premises: Premises

describe.runIf(hasPostgres())('replicas on one database', () => {
  beforeEach(async () => {
    database = await newDatabase()
    premises = await Premises.open({
      sli: '{ pushed: {} }',
      window: '30d',
      pollEvery: '2s',
      databaseUrl: database.url,
    })
  })
  afterEach(async () => {
    await premises.close()
    await database.remove()
  })

  const moved = async (bots: readonly BotProcess[], to: keyof typeof COUNTS): Promise<void> => {
    await eventually(`counts of ${to}`, async () => {
      const [bot] = bots.filter(({ isRunning }) => isRunning)
      return (await bot?.push({ ...COUNTS[to], key: to }))?.status === 200 ? true : undefined
    })
  }
  const isAt = (bot: BotProcess, level: string): Promise<unknown> =>
    eventually(`level ${level}`, async () => {
      const { json } = await bot.call('/v1/services/checkout')
      return JSON.stringify(json).includes(`"level":"${level}"`) ? true : undefined
    })
  const leaderOf = (bots: readonly BotProcess[]): Promise<BotProcess> =>
    eventually('one that leads', async () => {
      for (const bot of bots) if (await bot.leads()) return bot
      return undefined
    })
  const announced = (...heads: readonly string[]): Promise<unknown> =>
    eventually(`announced: ${heads.join(', ')}`, () =>
      announcementsIn(premises.workspace.messages('engineering')).length >= heads.length ? true : undefined,
    )
  const expectOnce = async (...heads: readonly string[]): Promise<void> => {
    const channel = premises.workspace.messages('engineering')
    expect(announcementsIn(channel)).toEqual(heads)
    const ids = messageIds(channel)
    expect(new Set(ids).size, 'no message stands there twice').toBe(ids.length)
    await premises.withStore(async ({ auditChain }) => {
      expect(await verifyChain(auditChain.rows())).toMatchObject({ intact: true })
    })
  }

  test('one of two polls and sends, and both answer', async () => {
    const bots = [await premises.start(), await premises.start()]
    await moved(bots, 'HEALTHY')
    for (const bot of bots) await isAt(bot, 'HEALTHY')
    const leading = await Promise.all(bots.map((bot) => bot.leads()))
    expect(leading.filter(Boolean)).toHaveLength(1)
    for (const bot of bots) {
      expect(await bot.gate()).toMatchObject({ service: 'checkout' })
      await eventually('ready', async () => ((await bot.call('/readyz')).status === 200 ? true : undefined))
    }
    await moved(bots, 'WARNING')
    await announced(WARNING)
    for (const bot of bots) await isAt(bot, 'WARNING')
    await expectOnce(WARNING)
  })

  test('when the one that leads is killed, the other takes over, and says what the first had not', async () => {
    const bots = [await premises.start(), await premises.start()]
    await moved(bots, 'HEALTHY')
    await isAt(await leaderOf(bots), 'HEALTHY')
    const leader = await leaderOf(bots)
    const others = bots.filter((bot) => bot !== leader)
    await leader.kill()
    await moved(others, 'WARNING')
    await announced(WARNING)
    expect(await leaderOf(others)).toBe(others[0])
    await expectOnce(WARNING)
  })

  test('one that stood still does nothing twice when it goes on', async () => {
    const bots = [await premises.start(), await premises.start()]
    await moved(bots, 'HEALTHY')
    await isAt(await leaderOf(bots), 'HEALTHY')
    const leader = await leaderOf(bots)
    const others = bots.filter((bot) => bot !== leader)
    leader.pause()
    await moved(others, 'WARNING')
    await announced(WARNING)
    leader.wake()
    await eventually('it has noticed', async () => ((await leader.leads()) ? undefined : true))
    await moved([leader], 'CRITICAL')
    await announced(WARNING, CRITICAL)
    await expectOnce(WARNING, CRITICAL)
  })

  test('a rolling update hands over in order', async () => {
    const first = await premises.start()
    await moved([first], 'HEALTHY')
    await isAt(first, 'HEALTHY')
    const second = await premises.start()
    await moved([first], 'WARNING')
    expect(await first.stop()).toBe(0)
    expect(await leaderOf([second])).toBe(second)
    await announced(WARNING)
    await expectOnce(WARNING)
    // It was given back, and nobody had to wait until it ran out.
    expect(first.log.join('\n')).not.toContain('another replica’s by now')
  })
})
