import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS, HOUR_MS } from '../src/core/kernel/time/duration.ts'
import { openStore } from '../src/adapters/store/open-store.ts'
import { backUpStore } from '../src/adapters/store/sqlite/back-up-store.ts'
import type { Retention, Store } from '../src/adapters/store/store.ts'
import { newDatabase } from '../test/support/postgres-database.ts'
import { hasPostgres } from '../test/support/postgres-server.ts'
import { fleetOf, type GrownSize } from './growth/fleet.ts'
import { growStore } from './growth/grow-store.ts'
import { grownBot } from './growth/grown-bot.ts'
import { questionsOf } from './growth/questions.ts'
import { postgresSizes, sizeLines, sqliteSizes, type TableSize } from './growth/table-sizes.ts'
import { measured, median, type Measurement } from './measurement.ts'

const GROWN: GrownSize = {
  services: 200,
  days: 730,
  gateCallsADay: 2_000,
  until: Date.parse('2026-11-01T00:00:00Z'),
  seed: 1,
}
const YOUNG_DAYS = 30
const ROUNDS = 5
const KEPT: Retention = { readingsMs: 400 * DAY_MS, pushedCountsMs: 100 * DAY_MS, recordsMs: 800 * DAY_MS }
const KEPT_LESS: Retention = { ...KEPT, recordsMs: 400 * DAY_MS }

/** An empty database to grow in. */
interface Ground {
  readonly store: Store
  readonly sizes: () => Promise<readonly TableSize[]>
  /** Null where another program copies it. */
  readonly backUp: (() => Promise<void>) | null
  readonly remove: () => Promise<void>
}

/** Two years of 200 services: what they take on disk, and how long the bot's questions take, beside the same services after a month. */
export async function measureGrowth(): Promise<readonly Measurement[]> {
  const all = [...(await measureOn('SQLite', sqliteGround))]
  if (hasPostgres()) all.push(...(await measureOn('PostgreSQL', postgresGround)))
  else console.log('no PostgreSQL server can be started here')
  return all
}

async function measureOn(kind: string, ground: () => Promise<Ground>): Promise<readonly Measurement[]> {
  const young = await timesOn(`${kind}, ${YOUNG_DAYS} days`, await ground(), { ...GROWN, days: YOUNG_DAYS })
  const grown = await timesOn(`${kind}, ${GROWN.days} days`, await ground(), GROWN)
  return [...grown].map(([name, ours]) =>
    measured({ name: `${kind}: ${name}`, unit: 'ms', better: 'less' }, [
      { ours, baseline: young.get(name) ?? NaN },
    ]),
  )
}

/** Milliseconds by question: the median of some rounds, and of what changes the store the one time. */
async function timesOn(title: string, ground: Ground, size: GrownSize): Promise<ReadonlyMap<string, number>> {
  const { store, sizes, backUp, remove } = ground
  try {
    const seconds = (await took(() => growStore(store, size))) / 1_000
    console.log(`${title}: written in ${seconds.toFixed(0)} s\n${sizeLines(await sizes())}`)
    return await answered(store, size, backUp)
  } finally {
    await store.close()
    await remove()
  }
}

async function answered(
  store: Store,
  size: GrownSize,
  backUp: Ground['backUp'],
): Promise<ReadonlyMap<string, number>> {
  const fleet = fleetOf(size)
  const bot = await grownBot(store, fleet, size.until)
  const times = new Map<string, number>()
  const once = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    times.set(name, await took(work))
  }
  try {
    for (const { name, ask } of questionsOf(bot, store)) {
      await ask()
      const rounds: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) rounds.push(await took(ask))
      times.set(name, median(rounds))
    }
    if (backUp !== null) await once('`budgeteer backup`', backUp)
    await once('thinning, the first', () => store.thin(size.until + HOUR_MS, KEPT))
    await once('thinning, an hour later', () => store.thin(size.until + 2 * HOUR_MS, KEPT))
    await once('thinning, records kept 400 days from now on', () =>
      store.thin(size.until + 3 * HOUR_MS, KEPT_LESS),
    )
    return times
  } finally {
    await bot.stop()
  }
}

async function sqliteGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-bench-'))
  const path = join(folder, 'grown.db')
  return {
    store: await openStore({ path }),
    sizes: () => Promise.resolve(sqliteSizes(path)),
    backUp: () => backUpStore(path, join(folder, 'copy.db')),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function postgresGround(): Promise<Ground> {
  const { url, remove } = await newDatabase()
  return { store: await openStore({ url }), sizes: () => postgresSizes(url), backUp: null, remove }
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}
