import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { SecondBotError } from '../../../core/replicas/second-bot.ts'
import { StoreUnavailableError } from '../store-error.ts'
import { locationName, type StoreLocation } from '../store-location.ts'
import { openDatabase } from './open-database.ts'
import type { OpenedDatabase } from './opened-database.ts'

const WAIT_MS = 5_000
const STOP_IT = 'stop the bot, so that nothing is decided that would be left behind'

/** A store that no bot has open. @throws SecondBotError when one has */
export async function onlyOne(
  location: StoreLocation,
): Promise<{ readonly database: OpenedDatabase; readonly release: () => Promise<void> }> {
  if ('url' in location) {
    const database = await openDatabase(location)
    try {
      await expectNoBot(database, location)
    } catch (error) {
      await database.db.destroy()
      throw error
    }
    return { database, release: () => database.db.destroy() }
  }
  const { lockForOneBot } = await import('../sqlite/file-lock.ts')
  const { holderOf } = await import('../sqlite/holder-of.ts')
  const { path } = location
  const lock = lockForOneBot(path)
  if (lock === undefined) throw new SecondBotError(path, holderOf(path), STOP_IT)
  try {
    const database = await openDatabase(location)
    const release = async (): Promise<void> => {
      await database.db.destroy()
      lock.release()
    }
    return { database, release }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Bots say who they are when they connect. One that has just ended may be shown for a moment more. */
async function expectNoBot({ db }: OpenedDatabase, location: StoreLocation): Promise<void> {
  const until = performance.now() + WAIT_MS
  for (;;) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as "count" from pg_stat_activity
      where datname = current_database() and application_name = 'budgeteer'`.execute(db)
    if (rows[0]?.count === 0) return
    if (performance.now() >= until)
      throw new StoreUnavailableError(locationName(location), 'a bot is connected to it', { remedy: STOP_IT })
    await sleep(100)
  }
}
