import { type Command, InvalidArgumentError, Option } from 'commander'
import { AnchorsGiven } from '../../core/kernel/audit/anchors-kept.ts'
import { withProblems } from '../../core/kernel/audit/verify-chain.ts'
import { verifyRecord } from '../../core/kernel/audit/verify-record.ts'
import { headIn, type Witness } from '../../core/kernel/audit/witness.ts'
import { HOUR_MS } from '../../core/kernel/time/duration.ts'
import type { Environment } from '../../config/reading/env-file.ts'
import type { AuditSettings } from '../../config/settings/audit-reader.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { auditKeysIn } from '../configuration/audit-keys-in.ts'
import {
  type ConfigurationOptions,
  readEnvironment,
  withFolders,
} from '../configuration/open-configuration.ts'
import { complain } from '../terminal/complain.ts'
import { EXIT } from '../terminal/exit-codes.ts'
import { type HelpPage, withHelp } from '../terminal/help-page.ts'
import { withProgress } from '../terminal/progress.ts'
import { counting, type RecordParts, withRecord } from './record-parts.ts'
import { wholeLines } from './whole-lines.ts'

interface VerifyOptions extends ConfigurationOptions {
  readonly json?: true
  readonly expect: readonly Witness[]
  /** A file, or true for what the settings name. */
  readonly anchors?: string | true
}

const HELP: HelpPage = {
  about: [
    'Reads the store, also while the bot runs, and writes nothing. Each entry holds the hash of the one before, so that one which was changed, taken out or put in shows. With BUDGETEER_AUDIT_KEY keyed hashes are compared as well; with --anchors and --expect what was kept outside of the store, without which a log whose end was cut off looks whole.',
  ],
  exits: { 0: 'the record is whole', 1: 'it is not, or cannot be read' },
  examples: [
    'budgeteer audit verify',
    'budgeteer audit verify --expect "$RECORD"   # as a pipeline kept it from its answer',
    'budgeteer audit verify --anchors            # against the file and the threads of audit.anchors',
    'budgeteer audit verify --json | jq .lastHash',
  ],
}

/** `budgeteer audit verify`: whether the record was changed. */
export const auditVerifyCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .addOption(
      new Option('--expect <number:hash>', 'an entry as somebody outside saw it; may be repeated')
        .argParser(expected)
        .default([], 'none'),
    )
    .option(
      '--anchors [file]',
      'compare with the anchors in this file, or in that of audit.anchors, and in its threads in Slack',
    )
    .option('--json', 'answer with JSON')
    .action((options: VerifyOptions) => withRecord(options, (parts) => verify(parts, options)))

function expected(given: string, before: readonly Witness[]): readonly Witness[] {
  const head = headIn(given)
  if (head === null)
    throw new InvalidArgumentError('It must be a number and a hash, such as 812:9f2c… with 64 digits.')
  return [...before, { ...head, where: `--expect ${head.seq}` }]
}

/** Anchors that were owed in the last hour may not be there yet: Slack or the disk may be away. */
const ON_THEIR_WAY_MS = HOUR_MS

/** Slack's libraries are loaded where anchors are asked for. */
async function keptIn(settings: AuditSettings, given: string | true, env: Environment) {
  const { keptAnchors } = await import('./kept-anchors.ts')
  return keptAnchors(settings, given, env)
}

async function verify({ store, settings }: RecordParts, options: VerifyOptions): Promise<number> {
  const env = await readEnvironment()
  const kept = options.anchors === undefined ? [] : await keptIn(settings.audit, options.anchors, env)
  const given = new AnchorsGiven()
  const against = {
    keys: auditKeysIn(env),
    keyedFrom: settings.audit.keyedFrom,
    witnesses: [...options.expect, ...kept.flatMap(({ witnesses }) => witnesses)],
  }
  const walked = await withProgress('reading', (progress) =>
    verifyRecord(store.auditChain, against, (rows) => counting(rows, progress, (entry) => given.see(entry))),
  )
  const since = systemClock.now() - ON_THEIR_WAY_MS
  const found = withProblems(walked, [
    ...kept.flatMap((place) => given.problems(place, since)),
    ...given.nothingKept(kept, since),
  ])
  if (options.json) console.log(JSON.stringify(found))
  else if (found.intact) for (const line of wholeLines(found, settings.retention.auditMs)) console.log(line)
  else for (const problem of found.problems) complain(`error: the record is broken: ${problem}`)
  return found.intact ? EXIT.good : EXIT.error
}
