import { entriesText } from '../core/kernel/counted.ts'
import type { Command } from 'commander'
import { verifyChain } from '../core/kernel/audit/verify-chain.ts'
import type { AuditEntry } from '../core/kernel/audit/audit-entry.ts'
import type { Store } from '../adapters/store/store.ts'
import { openReadOnly } from '../adapters/store/sqlite/open-read-only.ts'
import {
  type ConfigurationOptions,
  databasePath,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { type Progress, withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'

interface AuditOptions extends ConfigurationOptions {
  readonly json?: true
}

const VERIFY_HELP: HelpPage = {
  about: [
    'Reads the store, also while the bot runs, and writes nothing. Each entry holds the hash of the one before, so that one which was changed, taken out or put in shows.',
  ],
  exits: { 0: 'the record is whole', 1: 'it is not, or cannot be read' },
  examples: ['budgeteer audit verify', 'budgeteer audit verify --json | jq .lastHash'],
}

const EXPORT_HELP: HelpPage = {
  about: ['Reads the store, also while the bot runs, and writes nothing.'],
  exits: { 0: 'all was printed', 1: 'the store cannot be read' },
  examples: ['budgeteer audit export > audit.jsonl', `budgeteer audit export | jq 'select(.kind == "gate")'`],
}

/** `budgeteer audit verify`: whether the record was changed. */
export const auditVerifyCommand = (command: Command): Command =>
  withFolders(withHelp(command, VERIFY_HELP))
    .option('--json', 'answer with JSON')
    .action((options: AuditOptions) => withStore(options, (store) => verify(store, options.json === true)))

/** `budgeteer audit export`: the record itself. */
export const auditExportCommand = (command: Command): Command =>
  withFolders(withHelp(command, EXPORT_HELP)).action((options: ConfigurationOptions) =>
    withStore(options, exportAll),
  )

async function withStore(
  options: ConfigurationOptions,
  use: (store: Store) => Promise<number>,
): Promise<void> {
  const { configuration } = await openConfiguration(options)
  const store = await openReadOnly(databasePath(configuration, options))
  try {
    process.exitCode = await use(store)
  } finally {
    await store.close()
  }
}

async function verify({ auditChain }: Store, json: boolean): Promise<number> {
  const found = await withProgress('reading', (progress) =>
    verifyChain(counting(auditChain.rows(), progress)),
  )
  if (json) console.log(JSON.stringify(found))
  else if (found.intact)
    console.log(
      `${standardOutput().paint('Good:', 'good')} ${entriesText(found.entries)}, the last hash is ${found.lastHash}.`,
    )
  else complain(`error: the record is broken: ${found.problem}`)
  return found.intact ? EXIT.good : EXIT.error
}

async function exportAll({ audit }: Store): Promise<number> {
  // What is printed on a terminal shows by itself how far it has come.
  await (process.stdout.isTTY
    ? printAll(audit.entries())
    : withProgress('reading', (progress) => printAll(counting(audit.entries(), progress))))
  return EXIT.good
}

async function printAll(entries: AsyncIterable<AuditEntry>): Promise<void> {
  for await (const entry of entries) {
    if (!process.stdout.write(`${JSON.stringify(entry)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve))
    }
  }
}

const TOLD_EVERY = 1_000

async function* counting<Entry>(entries: AsyncIterable<Entry>, progress: Progress): AsyncGenerator<Entry> {
  let read = 0
  for await (const entry of entries) {
    yield entry
    read += 1
    if (read % TOLD_EVERY === 0) progress.at('entries read', read)
  }
}
