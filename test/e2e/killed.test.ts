import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import type { Workspace } from '../../demo/workspace/workspace.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { announcementsIn, messageIds } from './channel-view.ts'
import { countsThatLeave, levelIs, LEVELS, pushed } from './moving-level.ts'

/** Two bots, each with its own workspace and database, side by side: they wait more than they work. */
const LANES = ['one bot', 'another bot']
const ROUNDS = 8
const KILLED_WITHIN_MS = 1_500

/** When the process is killed: some time after the counts that move the level, or at a moment that hurts. */
const MOMENTS = [
  'at some moment',
  'as Slack has taken it',
  'and again as it starts',
  'while Slack thinks',
] as const

const opened: Premises[] = []
afterAll(() => Promise.all(opened.map((premises) => premises.close())))

test.concurrent.each(LANES)('%s, killed again and again, announces each change of level once', async () => {
  const premises = await Premises.open({ sli: '{ pushed: {} }', window: '30d', recoverAfter: '500ms' })
  opened.push(premises)
  const { workspace } = premises
  const counted = { failed: 1_400, total: 1_000_000 }
  let bot = await premises.start()
  await pushed(() => bot, counted.total - counted.failed, counted.total, 'before')
  await levelIs(bot, 'HEALTHY')

  const expected: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const level = LEVELS[round % LEVELS.length] ?? LEVELS[0]
    const moment = MOMENTS[round % MOMENTS.length] ?? 'at some moment'
    const more = countsThatLeave(level.remaining, counted)
    counted.failed += more.failed
    counted.total += more.total
    expected.push(level.head)

    const died = dies(workspace, moment, bot)
    const kept = pushed(() => bot, more.total - more.failed, more.total, `round ${round}`)
    await died
    workspace.clearFaults()
    if (moment === 'and again as it starts') {
      const early = premises.launch()
      await sleep(Math.random() * KILLED_WITHIN_MS)
      await early.kill()
    }
    bot = await premises.start()
    await kept
    // What was owed is announced now; what was not yet seen is seen now.
    await eventually(`announcement ${round}: ${level.head}`, () =>
      announcementsIn(workspace.messages('engineering')).length >= expected.length ? true : undefined,
    )
  }

  // Edits leave after the announcements.
  await eventually('nothing pending', async () => {
    const { json } = await bot.call('/metrics')
    return /^budgeteer_outbox_pending 0$/m.test(String(json)) ? true : undefined
  })
  expect(await bot.stop()).toBe(0)
  const channel = workspace.messages('engineering')
  expect(announcementsIn(channel)).toEqual(expected)
  const ids = messageIds(channel)
  expect(new Set(ids).size, 'no message stands there twice').toBe(ids.length)
  const freezes = expected.filter((head) => head.includes('FREEZE')).length
  expect(
    ids.filter((id) => id.endsWith('/picture')),
    'a picture for each freeze',
  ).toHaveLength(freezes)

  await premises.withStore(async (store) => {
    expect(await store.deliveries.pending(10), 'nothing is still owed').toEqual([])
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true })
    const transitions: AuditEntry[] = []
    for await (const entry of store.audit.entries()) if (entry.kind === 'transition') transitions.push(entry)
    expect(transitions, 'the first sight of HEALTHY, and one for each round').toHaveLength(ROUNDS + 1)
    const announced = transitions.slice(1).map(({ data: { transition } }) => transition)
    const heads = ids.flatMap((id) => /^(?:level|freeze)\/([^/]+)$/.exec(id)?.[1] ?? [])
    expect(heads).toEqual(announced)
  })
})

/** Kills the bot at that moment; resolves when it is dead. */
async function dies(workspace: Workspace, moment: (typeof MOMENTS)[number], bot: BotProcess): Promise<void> {
  if (moment === 'as Slack has taken it') {
    // The listener runs before the answer is written: the post stands in the channel, and the bot never learns of it.
    await new Promise<void>((resolve) => {
      const stop = workspace.onChange((change) => {
        if (change.type !== 'message') return
        stop()
        void bot.kill().then(resolve)
      })
    })
    return
  }
  if (moment === 'while Slack thinks')
    workspace.failNext('chat.postMessage', { delayMs: KILLED_WITHIN_MS }, 3)
  await sleep(Math.random() * KILLED_WITHIN_MS)
  await bot.kill()
}
