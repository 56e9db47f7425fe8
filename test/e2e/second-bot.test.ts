import { hostname } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'

let premises: Premises
beforeEach(async () => {
  premises = await Premises.open({ sli: '{ pushed: {} }', window: '30d' })
})
afterEach(() => premises.close())

const isWaiting = (bot: BotProcess): Promise<unknown> =>
  eventually('a bot that waits', () =>
    bot.log.some((line) => line.includes('waiting for it to end')) ? true : undefined,
  )

test('a second bot on one database is refused with the name of the first', async () => {
  const first = await premises.start()
  const second = premises.launch({}, ['--wait', '500ms'])
  expect(await second.ended()).toBe(1)
  const said = second.log.at(-1) ?? ''
  expect(said).toContain(`budgeteer.db: ${hostname()}, process ${first.pid}, since 20`)
  expect(said).toContain('stop that one first')
  expect(first.isRunning).toBe(true)
  expect(await first.gate()).toMatchObject({ service: 'checkout' })
})

test('a restart after a crash waits for nobody', async () => {
  const first = await premises.start()
  await first.kill()
  const second = premises.launch({}, ['--wait', '0s'])
  expect(await second.url).toContain('http')
})

test('a bot that is started while another stops takes its place', async () => {
  const first = await premises.start()
  const second = premises.launch()
  await isWaiting(second)
  expect(await first.stop()).toBe(0)
  expect(await second.url).toContain('http')
})

test('a bot that stands still keeps its place on its machine', async () => {
  const first = await premises.start()
  first.pause()
  const second = premises.launch({}, ['--wait', '500ms'])
  expect(await second.ended()).toBe(1)
  first.wake()
  expect(await first.gate()).toMatchObject({ service: 'checkout' })
})
