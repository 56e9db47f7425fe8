import { subscribe } from 'node:diagnostics_channel'
import SqliteDatabase from 'better-sqlite3'

/**
 * Loaded into the bot's process by a test, with `--import`: from SIGUSR2 on it counts the steps that others can see, and ends the
 * process by SIGKILL at the one that BUDGETEER_TEST_CRASH_AT names. A step is the moment before a commit, after it, before a call of
 * another server, and when its answer is there.
 */
const crashAt = Number(process.env['BUDGETEER_TEST_CRASH_AT'])
let steps = 0
let isArmed = false
process.on('SIGUSR2', () => {
  isArmed = true
})

function step(): void {
  if (!isArmed) return
  steps += 1
  if (steps === crashAt) process.kill(process.pid, 'SIGKILL')
}

subscribe('undici:request:create', step)
subscribe('undici:request:headers', step)

// Of the library itself, so that no module of the bot knows of it.
const { prototype } = SqliteDatabase as unknown as { prototype: SqliteDatabase.Database }
const prepare = Reflect.get(prototype, 'prepare') as (
  this: SqliteDatabase.Database,
  sql: string,
) => SqliteDatabase.Statement
prototype.prepare = function prepareCounted(this: SqliteDatabase.Database, sql: string) {
  const statement = prepare.call(this, sql)
  if (sql !== 'commit') return statement
  const run = statement.run.bind(statement) as (...parameters: unknown[]) => unknown
  return Object.defineProperty(statement, 'run', {
    value: (...parameters: unknown[]) => {
      step()
      const result = run(...parameters)
      step()
      return result
    },
  })
} as SqliteDatabase.Database['prepare']
