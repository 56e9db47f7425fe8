import { expect, test } from 'vitest'
import { schedule } from '../../src/app/schedule.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { GATEWAY, Platform, service } from '../support/platform.ts'

test('after an absence, reviews and reminders wait until a poll has said how things stand now', async () => {
  const platform = await Platform.open([service(GATEWAY)])
  let isCurrent = false
  const chores = schedule({
    world: { ...platform.everything, store: platform.store, scheduledReports: () => [] },
    poll: { everyMs: MINUTE_MS, timeoutMs: MINUTE_MS },
    isCurrent: () => isCurrent,
    readings: () => [],
    retention: () => undefined,
    metrics: { recordPending: () => undefined, recordIncidents: () => undefined },
    logger: { info: () => undefined },
  })
  const due = ['reviews', 'actions'].flatMap((name) => chores.find((chore) => chore.name === name) ?? [])
  const run = async () => {
    for (const chore of due) await chore.run(AbortSignal.timeout(MINUTE_MS))
  }
  await platform.settle(0.05)
  platform.clock.advance(Date.parse('2025-10-27T10:00:00Z') - platform.clock.now())
  const before = (await platform.owed()).length
  await run()
  expect(await platform.owed()).toHaveLength(before)
  await platform.poll()
  isCurrent = true
  await run()
  const told = (await platform.owed()).slice(before).map(({ content }) => content.kind)
  expect(told).toContain('review')
  await platform.close()
})
