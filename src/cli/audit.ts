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

/** `budgeteer audit verify`: whether the record was changed. */
export const auditVerifyCommand = (command: Command): Command =>
  withFolders(command)
    .option('--json', 'answer with JSON')
    .action((options: AuditOptions) => withAuditLog(options, (log) => verify(log, options.json === true)))

/** `budgeteer audit export`: the record itself. */
export const auditExportCommand = (command: Command): Command =>
  withFolders(command).action((options: ConfigurationOptions) => withAuditLog(options, exportAll))

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
  else if (found.intact) console.log(`Good: ${found.entries} entries, the last hash is ${found.lastHash}.`)
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
