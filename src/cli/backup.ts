import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { databaseName } from '../adapters/store/postgres/postgres-location.ts'
import { backUpStore } from '../adapters/store/sqlite/back-up-store.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { storeLocation } from './configuration/open-record.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'

const usePgDump = (url: string): OperatorError =>
  new OperatorError(
    `the store is in ${databaseName(url)}, which the tools of PostgreSQL copy`,
    'use pg_dump: `pg_dump --format=custom --file=FILE --dbname=URL`',
  )

interface BackupOptions extends ConfigurationOptions {
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Copies the store as it is at this moment, also while the bot writes to it, into one file that opens by itself. The copy is verified before it gets its name. `budgeteer restore` goes back to it.',
  ],
  exits: {
    0: 'the copy is whole',
    1: 'there is no store, the file is there already, or it cannot be written',
  },
  examples: [
    'budgeteer backup /var/backups/budgeteer.db',
    'budgeteer backup "budgeteer-$(date +%F).db" --json',
  ],
}

/** `budgeteer backup <file>`: a copy of the store, beside a bot that runs. */
export const backupCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .argument('<file>', 'the copy, which must not be there yet')
    .option('--json', 'answer with JSON')
    .action(async (file: string, options: BackupOptions) => {
      const { configuration } = await openConfiguration(options)
      const location = await storeLocation(configuration, options)
      if ('url' in location) throw usePgDump(location.url)
      const store = location.path
      const copy = resolve(file)
      await withProgress('copying the store', () => backUpStore(store, copy))
      const { size } = await stat(copy)
      if (options.json) console.log(JSON.stringify({ store, copy, bytes: size }, null, 2))
      else console.log(`${standardOutput().paint('Good:', 'good')} ${copy} is a copy of ${store}.`)
      process.exitCode = EXIT.good
    })
