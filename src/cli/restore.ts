import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { beginKey } from '../core/kernel/audit/begin-key.ts'
import { verifyRecord } from '../core/kernel/audit/verify-record.ts'
import { counted, entriesText } from '../core/kernel/counted.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import { isoOrNull } from '../core/kernel/time/iso-time.ts'
import { SecondBotError } from '../core/replicas/second-bot.ts'
import { settleRestore } from '../core/requests/after-restore.ts'
import { auditKeysIn } from './configuration/audit-keys-in.ts'
import { openStore } from '../adapters/store/open-store.ts'
import { databaseName } from '../adapters/store/postgres/postgres-location.ts'
import { lockForOneBot } from '../adapters/store/sqlite/file-lock.ts'
import { beginRestore } from '../adapters/store/sqlite/restore-store.ts'
import { StoreOpenError } from '../adapters/store/store-error.ts'
import { randomIds } from '../adapters/system/random-ids.ts'
import { systemClock } from '../adapters/system/system-clock.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  readEnvironment,
  withFolders,
} from './configuration/open-configuration.ts'
import { storeLocation } from './configuration/open-record.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'

const usePgRestore = (url: string): OperatorError =>
  new OperatorError(
    `the store is in ${databaseName(url)}, which the tools of PostgreSQL put back`,
    'use pg_restore, and see docs/backup.md for what to do before the bot starts',
  )

interface RestoreOptions extends ConfigurationOptions {
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Verifies the copy and its audit log first, and keeps the store that was there beside it. What happened since the copy was made is not in it: unused grants in it are void, because they may have been used, and messages that it owes are looked for in Slack before they are sent.',
  ],
  exits: {
    0: 'the copy is in its place',
    1: 'a bot has the store, or the copy is not whole: nothing was changed',
  },
  examples: ['budgeteer restore /var/backups/budgeteer.db'],
}

/** `budgeteer restore <file>`: a copy of the store in the store's place. */
export const restoreCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .argument('<file>', 'the copy that `budgeteer backup` made')
    .option('--json', 'answer with JSON')
    .action(async (file: string, options: RestoreOptions) => {
      const { configuration } = await openConfiguration(options)
      const location = await storeLocation(configuration, options)
      if ('url' in location) throw usePgRestore(location.url)
      const { path } = location
      const lock = lockForOneBot(path)
      if (lock === undefined) throw new SecondBotError(path, undefined, 'stop it first')
      try {
        const restored = await withProgress('restoring the store', () =>
          restore(resolve(file), path, configuration),
        )
        const { copy, entries, newest, grants, messages, before } = restored
        if (options.json) console.log(JSON.stringify({ store: path, ...restored }, null, 2))
        else {
          const kept = before === null ? '' : ` What was there is ${before}.`
          console.log(
            `${standardOutput().paint('Good:', 'good')} ${path} is what ${copy} was: ${entriesText(entries)}, the newest of ${newest ?? 'never'}. ${counted(grants, 'unused grant')} void, ${counted(messages, 'owed message')} looked for before sent.${kept}`,
          )
        }
        process.exitCode = EXIT.good
      } finally {
        lock.release()
      }
    })

interface Restored {
  readonly copy: string
  readonly entries: number
  readonly newest: string | null
  readonly grants: number
  readonly messages: number
  readonly before: string | null
}

async function restore(
  copy: string,
  path: string,
  { catalog, roleBook, settings }: Awaited<ReturnType<typeof openConfiguration>>['configuration'],
): Promise<Restored> {
  const keys = auditKeysIn(await readEnvironment())
  const restoring = beginRestore(copy, path)
  try {
    const store = await openStore({ path: restoring.path, auditKey: keys.current })
    let settled: Pick<Restored, 'entries' | 'newest' | 'grants' | 'messages'>
    try {
      const found = await verifyRecord(store.auditChain, { keys, keyedFrom: settings.audit.keyedFrom })
      if (!found.intact)
        throw new StoreOpenError(copy, `its audit log is broken: ${found.problem}`, {
          remedy: '`budgeteer audit verify` tells more; take an older copy, or put this one there by hand',
        })
      const head = await store.auditChain.head()
      const last = head && (await store.auditChain.at(head.seq))
      const newestAt = last?.at ?? null
      const messages = await store.deliveries.doubtOwed()
      // An older copy may have been signed with the key before, or the key may be missing.
      await beginKey(store, keys, systemClock.now())
      const moment = { catalog, roleBook, ids: randomIds, now: systemClock.now() }
      const grants = await store.transaction((stores) =>
        settleRestore(stores, moment, { file: basename(copy), newestAt, messages }),
      )
      settled = { entries: found.entries, newest: isoOrNull(newestAt), grants, messages }
    } finally {
      await store.close()
    }
    return { copy, ...settled, before: restoring.finish(new Date(systemClock.now())) }
  } catch (error) {
    restoring.giveUp()
    throw error
  }
}
