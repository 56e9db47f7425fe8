import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FleetService, type GrownSize } from '../../bench/growth/fleet.ts'
import { growStore } from '../../bench/growth/grow-store.ts'
import { type GrownBot, grownBot } from '../../bench/growth/grown-bot.ts'
import { questionsOf, verifyFirst } from '../../bench/growth/questions.ts'
import { sqliteSizes } from '../../bench/growth/table-sizes.ts'
import { DAY_MS, HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'

const SIZE: GrownSize = {
  services: 3,
  days: 70,
  gateCallsADay: 10,
  until: Date.parse('2026-11-01T00:00:00Z'),
  seed: 1,
}

describe('a store that has grown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'budgeteer-growth-'))
  const path = join(folder, 'grown.db')
  let store: Store
  let fleet: readonly FleetService[]
  let bot: GrownBot

  beforeAll(async () => {
    store = await openStore({ path })
    fleet = await growStore(store, SIZE)
    bot = await grownBot(store, fleet, SIZE.until)
  })
  afterAll(async () => {
    await bot.stop()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const rowsOf = (table: string): number => sqliteSizes(path).find((one) => one.table === table)?.rows ?? 0

  it('has an audit log whose chain verifies, with every answer of the gate', async () => {
    const count = await store.auditPages.count()
    expect(await verifyFirst(store, Infinity)).toBe(count)
    expect(count).toBeGreaterThan(SIZE.days * SIZE.gateCallsADay)
  })

  it('has readings as thinning leaves them', () => {
    const aSlo = 2 * 24 * 60 + 12 * 24 * 12 + (SIZE.days - 14) * 24
    expect(rowsOf('readings')).toBe(aSlo * 2 * SIZE.services)
  })

  it('has an incident for each outage, with its episodes', () => {
    const outages = fleet.flatMap((one) => one.outages)
    expect(rowsOf('incidents')).toBe(outages.length)
    expect(rowsOf('episodes')).toBeGreaterThanOrEqual(outages.length)
  })

  it('has something of all that people and the bot leave behind', () => {
    const tables = ['incident_notes', 'requests', 'grants', 'gate_passes', 'transitions', 'level_freezes']
    const more = ['level_notices', 'actions', 'burn_alerts', 'outbox', 'posts', 'statuses']
    expect([...tables, ...more].filter((table) => rowsOf(table) === 0)).toEqual([])
  })

  it('is the same store each time', async () => {
    const again = await openStore({ path: ':memory:' })
    await growStore(again, SIZE)
    expect(await again.auditChain.head()).toEqual(await store.auditChain.head())
    await again.close()
  })

  it('answers every question that is measured', async () => {
    for (const { ask } of questionsOf(bot, store)) await ask()
  })

  it('is thinned to what is kept', async () => {
    const kept = { readingsMs: 20 * DAY_MS, pushedCountsMs: DAY_MS, recordsMs: 20 * DAY_MS }
    await store.thin(SIZE.until + HOUR_MS, kept)
    const begins = SIZE.until + HOUR_MS - kept.recordsMs
    const incidents = await store.incidents.since(undefined, 0)
    expect(incidents.every(({ endedAt }) => endedAt === null || endedAt >= begins)).toBe(true)
    expect(await store.readings.between('service-0', 'latency', 0, begins - 1)).toEqual([])
  })
})
