import { counted, entriesText } from '../core/kernel/counted.ts'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type AuditKeys, auditKeys } from '../core/kernel/audit/audit-key.ts'
import type { Verification } from '../core/kernel/audit/verify-chain.ts'
import { verifyRecord } from '../core/kernel/audit/verify-record.ts'
import { headIn, type Witness } from '../core/kernel/audit/witness.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import { readAuditSecrets } from '../config/settings/audit-secrets.ts'
import type { AuditSettings } from '../config/settings/audit-reader.ts'
import type { AuditEntry } from '../core/kernel/audit/audit-entry.ts'
import type { Store } from '../adapters/store/store.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  readEnvironment,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecord } from './configuration/open-record.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { type Progress, withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'

interface VerifyOptions extends ConfigurationOptions {
  readonly json?: true
  readonly expect: readonly Witness[]
}

const VERIFY_HELP: HelpPage = {
  about: [
    'Reads the store, also while the bot runs, and writes nothing. Each entry holds the hash of the one before, so that one which was changed, taken out or put in shows.',
  ],
  exits: { 0: 'the record is whole', 1: 'it is not, or cannot be read' },
  examples: [
    'budgeteer audit verify',
    'budgeteer audit verify --expect "$RECORD"   # as a pipeline kept it from its answer',
    'budgeteer audit verify --json | jq .lastHash',
  ],
}

const EXPORT_HELP: HelpPage = {
  about: ['Reads the store, also while the bot runs, and writes nothing.'],
  exits: { 0: 'all was printed', 1: 'the store cannot be read' },
  examples: ['budgeteer audit export > audit.jsonl', `budgeteer audit export | jq 'select(.kind == "gate")'`],
}

/** `budgeteer audit verify`: whether the record was changed. */
export const auditVerifyCommand = (command: Command): Command =>
  withFolders(withHelp(command, VERIFY_HELP))
    .addOption(
      new Option('--expect <number:hash>', 'an entry as somebody outside saw it; may be given again')
        .argParser(expected)
        .default([], 'none'),
    )
    .option('--json', 'answer with JSON')
    .action((options: VerifyOptions) => withStore(options, (parts) => verify(parts, options)))

/** `budgeteer audit export`: the record itself. */
export const auditExportCommand = (command: Command): Command =>
  withFolders(withHelp(command, EXPORT_HELP)).action((options: ConfigurationOptions) =>
    withStore(options, exportAll),
  )

interface RecordParts {
  readonly store: Store
  readonly settings: AuditSettings
}

function expected(given: string, before: readonly Witness[]): readonly Witness[] {
  const head = headIn(given)
  if (head === null)
    throw new InvalidArgumentError('It must be a number and a hash, such as 812:9f2c… with 64 digits.')
  return [...before, { ...head, where: `--expect ${head.seq}` }]
}

async function withStore(
  options: ConfigurationOptions,
  use: (parts: RecordParts) => Promise<number>,
): Promise<void> {
  const { configuration } = await openConfiguration(options)
  const store = await openRecord(configuration, options)
  try {
    process.exitCode = await use({ store, settings: configuration.settings.audit })
  } finally {
    await store.close()
  }
}

async function verify({ store, settings }: RecordParts, options: VerifyOptions): Promise<number> {
  const keys = await keysAtHand()
  const against = { keys, keyedFrom: settings.keyedFrom, witnesses: options.expect }
  const found = await withProgress('reading', (progress) =>
    verifyRecord(store.auditChain, against, (rows) => counting(rows, progress)),
  )
  if (options.json) console.log(JSON.stringify(found))
  else if (found.intact) for (const line of wholeLines(found)) console.log(line)
  else for (const problem of found.problems) complain(`error: the record is broken: ${problem}`)
  return found.intact ? EXIT.good : EXIT.error
}

/** @throws OperatorError when the key cannot be the one */
async function keysAtHand(): Promise<AuditKeys> {
  const { secrets, faults } = readAuditSecrets(await readEnvironment())
  const [fault] = faults
  if (fault !== undefined) throw new OperatorError(fault.message, null)
  return auditKeys(secrets.key, secrets.old)
}

/** What was verified, and what was not. */
function wholeLines(found: Extract<Verification, { intact: true }>): readonly string[] {
  const { entries, lastHash, keyed, seal, witnesses } = found
  const good = standardOutput().paint('Good:', 'good')
  return [
    `${good} ${entriesText(entries)}, the last hash is ${lastHash}.`,
    ...(seal === null
      ? []
      : [
          `It begins at entry ${seal.last.seq + 1}: entry ${seal.seq} seals ${entriesText(seal.count)}, ${seal.first.seq} to ${seal.last.seq}, that were removed.`,
        ]),
    ...(keyed.from === null ? [] : [keyedLine(found)]),
    ...(witnesses.agreed > 0
      ? [`It agrees with ${counted(witnesses.agreed, 'head')} kept outside of the store.`]
      : []),
    ...(witnesses.sealed > 0
      ? [`${counted(witnesses.sealed, 'head')} of sealed entries could not be compared.`]
      : []),
  ]
}

function keyedLine({ keyed: { from, checked, unchecked } }: Extract<Verification, { intact: true }>): string {
  const before = from !== null && from > 1 ? `; those before have none and are held by the chain alone` : ''
  const compared =
    checked === 0
      ? 'none was compared: BUDGETEER_AUDIT_KEY is not set'
      : `${checked} compared with the key${unchecked > 0 ? `, ${unchecked} of keys that are not at hand` : ''}`
  return `Entries from ${from} on have keyed hashes, ${compared}${before}.`
}

async function exportAll({ store: { audit } }: RecordParts): Promise<number> {
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
