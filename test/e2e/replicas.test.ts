import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEVELOPER, OWNER, SENIOR_1 } from '../../demo/cast.ts'
import { buttonNamed } from '../../demo/workspace/find-element.ts'
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
      requiresNothing: true,
      publicPages: true,
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

  /** Two, both reached by Slack, which gives what people do to each in turn. */
  const twoBots = async (): Promise<readonly BotProcess[]> => {
    const bots = [await premises.start(), await premises.start()]
    await moved(bots, 'HEALTHY')
    for (const bot of bots) await isAt(bot, 'HEALTHY')
    await eventually('both connected', () => (premises.workspace.connectionCount() === 2 ? true : undefined))
    return bots
  }

  test('clicks that each replica takes fill the seats of one request, whose grant the gate of each knows', async () => {
    const { workspace } = premises
    const bots = await twoBots()
    await moved(bots, 'WARNING')
    await announced(WARNING)
    await workspace.runCommand(DEVELOPER.id, 'C0ENGINEERING', '/deploy request checkout v7 p0-hotfix')
    const request = await workspace.waitFor(() =>
      workspace.messages('deploy-approvals').find(({ text }) => text.includes('v7')),
    )
    const approve = buttonNamed(request, 'Approve')
    // At WARNING there is a seat for each of the two; one after the other, they reach one replica each.
    for (const { id } of [OWNER, SENIOR_1])
      expect(await workspace.press(id, request, approve)).toMatchObject({ failure: null })
    await workspace.waitFor(() =>
      workspace.messages('deploy-approvals').find(({ text }) => text.includes('Deploy request granted')),
    )
    const [one, other] = await Promise.all(
      bots.map((bot) => bot.gate({ revision: 'v7', run: '1', attempt: 1 })),
    )
    expect(one, 'it serves one run, whichever replica is asked').toMatchObject({ allowed: true })
    expect(other).toMatchObject({ allowed: true })
    expect(await bots[0]?.gate({ revision: 'v7', run: '2', attempt: 1 })).toMatchObject({ allowed: false })
    await expectOnce(WARNING)
  })

  test('homes and open pages follow a change on each replica, and each says the same of the status', async () => {
    const { workspace } = premises
    const bots = await twoBots()
    const people = [DEVELOPER.id, OWNER.id]
    for (const person of people) expect(await workspace.openHome(person)).toBe(true)
    const shows = (person: string, level: string): true | undefined =>
      JSON.stringify(workspace.home(person)?.view ?? '').includes(level) || undefined
    for (const person of people) await eventually('a home', () => shows(person, 'HEALTHY'))
    const hangUp = new AbortController()
    const changes = await Promise.all(bots.map((bot) => firstChange(bot, hangUp.signal)))
    await moved(bots, 'WARNING')
    await Promise.all(changes.map(({ told }) => told))
    hangUp.abort()
    for (const person of people) await eventually('a home that follows', () => shows(person, 'WARNING'))
    for (const bot of bots) {
      await isAt(bot, 'WARNING')
      expect(await bot.call('/readyz')).toMatchObject({ status: 200 })
      const status = await workspace.runCommand(DEVELOPER.id, 'C0ENGINEERING', '/budget status checkout')
      expect(JSON.stringify(await status.answer(60_000))).toContain('WARNING')
    }
  })

  test('who does not lead is ready beside a leader that was killed, and once it leads itself', async () => {
    const bots = await twoBots()
    const leader = await leaderOf(bots)
    const [other] = bots.filter((bot) => bot !== leader)
    await leader.kill()
    expect(await other?.gate()).toMatchObject({ service: 'checkout' })
    expect(await leaderOf(bots.filter((bot) => bot !== leader))).toBe(other)
    await eventually('ready', async () => ((await other?.call('/readyz'))?.status === 200 ? true : undefined))
  })
})

/** A page that is open on a replica; `told` resolves with the first event that tells of a change. */
async function firstChange(
  bot: BotProcess,
  signal: AbortSignal,
): Promise<{ readonly told: Promise<undefined> }> {
  const { body } = await fetch(`${await bot.url}/live`, { signal })
  const told = async (): Promise<undefined> => {
    let text = ''
    for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(piece)
      if (/^data:/m.test(text)) return undefined
    }
    throw new Error(`the stream ended: ${text}`)
  }
  return { told: told() }
}
