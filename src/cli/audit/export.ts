import type { Command } from 'commander'
import { exportedEntry } from '../../core/kernel/audit/exported-entry.ts'
import type { StoredEntry } from '../../core/kernel/audit/stored-entry.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { type ConfigurationOptions, withFolders } from '../configuration/open-configuration.ts'
import { EXIT } from '../terminal/exit-codes.ts'
import { type HelpPage, withHelp } from '../terminal/help-page.ts'
import { withProgress } from '../terminal/progress.ts'
import { counting, type RecordParts, withRecord } from './record-parts.ts'

const HELP: HelpPage = {
  about: [
    'Reads the store, also while the bot runs, and writes nothing. Each line holds the data in the bytes that were hashed: the digest of a seal is the SHA-256 of the lines that it removed.',
  ],
  exits: { 0: 'all was printed', 1: 'the store cannot be read' },
  examples: ['budgeteer audit export > audit.jsonl', `budgeteer audit export | jq 'select(.kind == "gate")'`],
}

/** `budgeteer audit export`: the record itself. */
export const auditExportCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP)).action((options: ConfigurationOptions) =>
    withRecord(options, exportAll),
  )

async function exportAll({ store: { auditChain } }: RecordParts): Promise<number> {
  // What is printed on a terminal shows by itself how far it has come.
  await (process.stdout.isTTY
    ? printAll(auditChain.rows())
    : withProgress('reading', (progress) => printAll(counting(auditChain.rows(), progress))))
  return EXIT.good
}

async function printAll(entries: AsyncIterable<StoredEntry>): Promise<void> {
  for await (const entry of entries) {
    expectJson(entry)
    if (!process.stdout.write(`${exportedEntry(entry)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve))
    }
  }
}

/** A line that is no JSON would stop whoever reads the export. */
function expectJson({ seq, data }: StoredEntry): void {
  try {
    JSON.parse(data)
  } catch (error) {
    const remedy = 'It was changed after it was written: `budgeteer audit verify` says what else is.'
    throw new OperatorError(`entry ${seq} holds no JSON`, remedy, { cause: error })
  }
}
