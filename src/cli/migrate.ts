import { resolve } from 'node:path'
import type { Command } from 'commander'
import { moveStore } from '../adapters/store/move/move-store.ts'
import { isPostgresUrl } from '../adapters/store/postgres/postgres-location.ts'
import { locationName, type StoreLocation } from '../adapters/store/store-location.ts'
import type { Environment } from '../config/reading/env-file.ts'
import { counted, entriesText } from '../core/kernel/counted.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import { readEnvironment } from './configuration/open-configuration.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'

interface MigrateOptions {
  readonly from: string
  readonly to: string
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Moves the store into another database, with the audit log as it is: from SQLite to PostgreSQL, or back. A place is sqlite:FILE, postgres://… or env:NAME, an environment variable that holds one of these; a URL with a password belongs there. Stop the bot first. The target must hold nothing. What is moved from stays as it is; what was moved is counted, and the audit log verified, before the target holds anything. One that was interrupted is begun again with the same command.',
  ],
  exits: { 0: 'everything is in the target', 1: 'nothing was moved, and it says why' },
  examples: [
    'budgeteer migrate --from sqlite:data/budgeteer.db --to env:BUDGETEER_DATABASE_URL',
    'budgeteer migrate --from env:BUDGETEER_DATABASE_URL --to sqlite:data/back.db --json',
  ],
}

/** `budgeteer migrate`: the store in another database. */
export const migrateCommand = (command: Command): Command =>
  withHelp(command, HELP)
    .requiredOption('--from <store>', 'where it is: sqlite:FILE, postgres://… or env:NAME')
    .requiredOption('--to <store>', 'where it goes, written in the same way')
    .option('--json', 'answer with JSON')
    .action(async (options: MigrateOptions) => {
      const env = await readEnvironment()
      const from = located(options.from, env)
      const to = located(options.to, env)
      const { rows, audit } = await withProgress('moving', (progress) =>
        moveStore(from, to, (table, done, of) => {
          progress.at(`moving ${table}`, done, of)
        }),
      )
      if (options.json) console.log(JSON.stringify({ rows, audit }, null, 2))
      else {
        const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
        console.log(
          `${standardOutput().paint('Good:', 'good')} ${counted(all, 'row')} of ${counted(Object.keys(rows).length, 'table')} moved from ${locationName(from)} to ${locationName(to)}; the audit log is intact, ${entriesText(audit.entries)}.`,
        )
      }
      process.exitCode = EXIT.good
    })

const FORMS = 'sqlite:FILE, postgres://USER:PASSWORD@HOST:5432/DATABASE, or env:NAME'

/** What is wrong is not shown again: it may hold a password. */
function located(text: string, env: Environment): StoreLocation {
  if (/^sqlite:./.test(text)) return { path: resolve(text.slice('sqlite:'.length)) }
  if (isPostgresUrl(text)) return { url: text }
  const variable = /^env:(.+)$/.exec(text)?.[1]
  if (variable === undefined)
    throw new OperatorError('a place of --from or --to cannot be read', `write ${FORMS}`)
  const value = env[variable]?.trim() ?? ''
  if (/^sqlite:./.test(value) || isPostgresUrl(value)) return located(value, {})
  const problem = value === '' ? 'is not set' : 'names no store'
  throw new OperatorError(`the environment variable ${variable} ${problem}`, `let it hold ${FORMS}`)
}
