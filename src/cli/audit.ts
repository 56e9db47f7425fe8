import { entriesText } from '../core/kernel/counted.ts'
import type { Command } from 'commander'
import { verifyChain } from '../core/kernel/audit/chain.ts'
import type { AuditLog } from '../core/kernel/audit/audit-entry.ts'
import { openReadOnly } from '../adapters/store/open-read-only.ts'
import {
  type ConfigurationOptions,
  databasePath,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { EXIT } from './terminal/exit-codes.ts'

interface AuditOptions extends ConfigurationOptions {
  readonly json?: true
}

const VERIFY_HELP = `
Reads the store, also while the bot runs, and writes nothing. Each entry holds the hash of the one before, so that one which was
changed, taken out or put in shows.

Exit codes: 0 the record is whole, 1 it is not or cannot be read, 2 wrong usage.

Examples:
  budgeteer audit verify
  budgeteer audit verify --json | jq .lastHash`

const EXPORT_HELP = `
Reads the store, also while the bot runs, and writes nothing.

Exit codes: 0 all was printed, 1 the store cannot be read, 2 wrong usage.

Example:
  budgeteer audit export > audit.jsonl`

/** `budgeteer audit verify`: whether the record was changed. */
export const auditVerifyCommand = (command: Command): Command =>
  withFolders(command)
    .option('--json', 'answer with JSON')
    .addHelpText('after', VERIFY_HELP)
    .action((options: AuditOptions) => withAuditLog(options, (log) => verify(log, options.json === true)))

/** `budgeteer audit export`: the record itself. */
export const auditExportCommand = (command: Command): Command =>
  withFolders(command)
    .addHelpText('after', EXPORT_HELP)
    .action((options: ConfigurationOptions) => withAuditLog(options, exportAll))

async function withAuditLog(
  options: ConfigurationOptions,
  use: (log: AuditLog) => Promise<number>,
): Promise<void> {
  const { configuration } = await openConfiguration(options)
  const store = await openReadOnly(databasePath(configuration, options))
  try {
    process.exitCode = await use(store.audit)
  } finally {
    await store.close()
  }
}

async function verify(log: AuditLog, json: boolean): Promise<number> {
  const found = await verifyChain(log.entries())
  if (json) console.log(JSON.stringify(found))
  else if (found.intact)
    console.log(`Good: ${entriesText(found.entries)}, the last hash is ${found.lastHash}.`)
  else console.error(`Broken: ${found.problem}.`)
  return found.intact ? EXIT.good : EXIT.error
}

async function exportAll(log: AuditLog): Promise<number> {
  for await (const entry of log.entries()) {
    if (!process.stdout.write(`${JSON.stringify(entry)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve))
    }
  }
  return EXIT.good
}
