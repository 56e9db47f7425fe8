import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { DEVELOPER } from '../../demo/cast.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { announcementsIn, messageIds } from './channel-view.ts'
import { countsThatLeave, levelIs, LEVELS, pushed } from './moving-level.ts'

const HOOK = pathToFileURL(new URL('../support/crash-point.ts', import.meta.url).pathname).href

/** Steps of a change of level, a request and a gate call together; each is the last one of a bot. */
const STEPS = 18

/** Each lane takes every other step, in a workspace of its own. */
const LANES = [
  { lane: 'odd', first: 1 },
  { lane: 'even', first: 2 },
]

const opened: Premises[] = []
afterAll(() => Promise.all(opened.map((premises) => premises.close())))

test.concurrent.each(LANES)(
  'killed at each step between two others, nothing is lost and nothing shown twice ($lane steps)',
  async ({ first }) => {
    const premises = await Premises.open({ sli: '{ pushed: {} }', window: '30d', recoverAfter: '500ms' })
    opened.push(premises)
    const { workspace } = premises
    const startedToDieAt = (step: number): Promise<BotProcess> =>
      premises.start({ NODE_OPTIONS: `--import=${HOOK}`, BUDGETEER_TEST_CRASH_AT: String(step) })

    const counted = { failed: 1_400, total: 1_000_000 }
    let bot = await startedToDieAt(first)
    await pushed(() => bot, counted.total - counted.failed, counted.total, 'before')
    await levelIs(bot, 'HEALTHY')

    const expected: string[] = []
    let deaths = 0
    for (let step = first; step <= STEPS; step += LANES.length) {
      const level = LEVELS[expected.length % LEVELS.length] ?? LEVELS[0]
      const more = countsThatLeave(level.remaining, counted)
      counted.failed += more.failed
      counted.total += more.total
      expected.push(level.head)

      process.kill(bot.pid, 'SIGUSR2')
      const kept = pushed(() => bot, more.total - more.failed, more.total, `step ${step}`)
      const asked = gateAnswers(() => bot, `step-${step}`)
      void workspace
        .runCommand(DEVELOPER.id, 'engineering', `/deploy request checkout step-${step} feature`)
        .catch(() => undefined)
      const mortal = bot
      await eventually(`death at step ${step}`, () => (mortal.isRunning ? undefined : true), 30_000)
      deaths += 1
      bot = await startedToDieAt(step + LANES.length)
      await Promise.all([kept, asked])
      await eventually(`announcement after step ${step}: ${level.head}`, () =>
        announcementsIn(workspace.messages('engineering')).length >= expected.length ? true : undefined,
      )
      await nothingPending(bot)
    }

    expect(deaths).toBe(STEPS / LANES.length)
    expect(await bot.stop()).toBe(0)
    expect(announcementsIn(workspace.messages('engineering'))).toEqual(expected)
    for (const channel of ['engineering', 'deploy-approvals'])
      expectNoneTwice(messageIds(workspace.messages(channel)))
    await premises.withStore(async (store) => {
      expect(await store.deliveries.pending(10), 'nothing is still owed').toEqual([])
      expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true })
      const revisions = (await store.requests.list({ limit: 100 })).map(({ revision }) => revision)
      expectNoneTwice(revisions)
      const cards = messageIds(workspace.messages('deploy-approvals')).filter((id) => /request/.test(id))
      expect(cards.length, 'each request that is on record was shown').toBeGreaterThanOrEqual(
        revisions.length,
      )
    })
  },
)

const expectNoneTwice = (ids: readonly string[]): void => {
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
}

/** A pipeline that asks under one key until it is answered, by whatever bot there is by then. */
const gateAnswers = (bot: () => BotProcess, revision: string): Promise<unknown> =>
  eventually(`an answer for ${revision}`, async () => {
    const { status } = await bot().call('/v1/gate', { service: 'checkout', change: 'feature', revision })
    if (status !== 200) await sleep(100)
    return status === 200 ? true : undefined
  })

const nothingPending = (bot: BotProcess): Promise<unknown> =>
  eventually('nothing pending', async () => {
    const { json } = await bot.call('/metrics')
    return /^budgeteer_outbox_pending 0$/m.test(String(json)) ? true : undefined
  })
