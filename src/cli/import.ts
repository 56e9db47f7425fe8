import { counted } from '../core/kernel/counted.ts'
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ZodString } from 'zod'
import { DURATION, groupId, userId } from '../config/reading/fields.ts'
import type { Finding, Outcome } from '../config/importers/findings.ts'
import { type ForeignFormat, isMapping } from '../config/importers/foreign-document.ts'
import { type ForeignRead, type ForeignService, readForeign } from '../config/importers/foreign-services.ts'
import { matchingFiles, textsOf } from '../config/importers/matching-files.ts'
import { serviceYaml } from '../config/importers/service-yaml.ts'
import { YamlFile } from '../config/reading/yaml-file.ts'
import { FOREIGN_FORMATS } from '../config/settings/settings-shape.ts'
import { folderOption } from './configuration/folder-option.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { type Progress, withProgress } from './terminal/progress.ts'
import { DEFAULT_FOLDERS } from './configuration/open-configuration.ts'
import { PROJECT_ROOT } from './configuration/project-root.ts'
import { type Cell, tableText } from './terminal/table-text.ts'
import { type Look, standardOutput } from './terminal/terminal.ts'
import { makeFolder } from '../adapters/store/make-folder.ts'
import { systemRefusal } from '../core/kernel/system-error.ts'

interface ImportOptions {
  readonly config: string
  readonly format?: ForeignFormat
  readonly out?: string
  readonly ownerGroup?: readonly string[]
  readonly ownerUser?: readonly string[]
  readonly source?: string
  readonly policy?: string
  readonly service?: string
  readonly window?: string
  readonly force?: true
  readonly dryRun?: true
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Prints what became of each field: carried, assumed, to look at, not carried, refused. Writes one file a service, and none over another without --force.',
    'The same files can be named in budgeteer.yaml (imports) and are then followed as they change.',
  ],
  exits: {
    0: 'all was read, and written where it was to be',
    1: 'something was refused, a file was there already, or no file matches',
  },
  examples: [
    'budgeteer import slos/ --owner-group S012AB3CD --dry-run',
    'budgeteer import sloth/*.yaml --window 28d --source main',
    'budgeteer import pyrra.yaml --service checkout --out config/slos',
  ],
}

/** `budgeteer import`: specs of Sloth, OpenSLO and Pyrra become files of `slos/`, with a report of what did not. */
export const importCommand = (command: Command): Command =>
  withHelp(command, HELP)
    .argument('<paths...>', 'files, folders or patterns')
    .addOption(new Option('--format <format>', 'only this one; all if left out').choices(FOREIGN_FORMATS))
    .option('--out <folder>', 'where the files go (default: slos/ of the configuration)')
    .option('--owner-group <id>', 'Slack group that owns the services; may be repeated', another(groupId))
    .option('--owner-user <id>', 'Slack user who owns the services; may be repeated', another(userId))
    .option('--source <name>', 'source of budgeteer.yaml (default: the only one)')
    .option('--policy <name>', 'policy of the services (default: default_policy)')
    .option('--service <name>', 'service of SLOs that name none, as Pyrra’s (default: each its own)')
    .option(
      '--window <duration>',
      'period that Sloth was run with; window of SLOs that name none (default: 30d)',
      period,
    )
    .addOption(folderOption('--config', 'where budgeteer.yaml is', DEFAULT_FOLDERS.config))
    .option('--force', 'overwrite existing files')
    .option('--dry-run', 'report, and write nothing')
    .option('--json', 'answer with JSON')
    .action(async (paths: string[], options: ImportOptions) => {
      process.exitCode = await withProgress('reading', (progress) => run(paths, options, progress))
    })

const another =
  (schema: ZodString) =>
  (id: string, before: readonly string[] = []): readonly string[] => {
    const read = schema.safeParse(id)
    if (!read.success)
      throw new InvalidArgumentError(`It must be ${read.error.issues[0]?.message ?? 'an id'}.`)
    return [...before, id]
  }

function period(text: string): string {
  if (!DURATION.test(text)) throw new InvalidArgumentError('It must be a duration such as 28d.')
  return text
}

/** What only the configuration knows is left to `check`. */
const AROUND = {
  defaultPolicy: '',
  policies: [],
  sources: undefined,
  timeZone: 'UTC',
  pushedCountsMs: Infinity,
  burnTable: undefined,
}

interface OwnFile {
  readonly service: ForeignService
  readonly path: string
  readonly text: string
  readonly outcome: 'written' | 'not-written' | 'exists'
}

async function run(paths: readonly string[], options: ImportOptions, progress: Progress): Promise<number> {
  const found = await Promise.all(paths.map(async (path) => ({ path, files: await matchingFiles(path) })))
  const absent = found.filter(({ files }) => files.length === 0).map(({ path }) => path)
  const texts = await textsOf(found.flatMap(({ files }) => files))
  const { format, source, service, window } = options
  const sources = await sourcesOf(options.config)
  const defaults = {
    ...(format !== undefined && { format }),
    ...(source !== undefined && { source }),
    ...(service !== undefined && { service }),
    ...(window !== undefined && { window }),
    ...(sources !== undefined && { sources }),
  }
  progress.at(`reading ${counted(texts.length, 'file')}`)
  const read = readForeign(texts, defaults, AROUND)
  progress.at(`writing ${counted(read.services.length, 'service')}`)
  const files = await Promise.all(read.services.map((one) => writeFileOf(one, options)))
  console.log(options.json === true ? asJson(read, files, absent) : asText(read, files, absent, options))
  const refused = read.findings.some(({ outcome }) => outcome === 'refused')
  const isAllThere = absent.length === 0 && files.every(({ outcome }) => outcome !== 'exists')
  return refused || !isAllThere ? EXIT.error : EXIT.good
}

/** Names of the sources that there are, so that a data source of that name is carried. */
async function sourcesOf(config: string): Promise<readonly string[] | undefined> {
  const path = join(config, 'budgeteer.yaml')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const sources = text === undefined ? undefined : new YamlFile(path, text).valueOf(['sources'])
  return isMapping(sources) ? Object.keys(sources) : undefined
}

async function writeFileOf(service: ForeignService, options: ImportOptions): Promise<OwnFile> {
  const folder = options.out ?? join(options.config, 'slos')
  const path = join(folder, `${service.name}.yaml`)
  const schema = relative(resolve(folder), join(PROJECT_ROOT, 'config', 'schema', 'slos.schema.json'))
  const owner = { groups: options.ownerGroup ?? [], users: options.ownerUser ?? [] }
  const text = serviceYaml(service, { owner, policy: options.policy, schema })
  if (options.dryRun === true) return { service, path, text, outcome: 'not-written' }
  makeFolder(folder)
  const isWritten = await writeFile(path, text, { flag: options.force === true ? 'w' : 'wx' }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw systemRefusal(error, path) ?? error
    },
  )
  return { service, path, text, outcome: isWritten ? 'written' : 'exists' }
}

const OUTCOMES = {
  written: 'written',
  'not-written': 'would be written',
  exists: 'exists already and was left alone; --force overwrites it',
}

function asText(
  { services, findings }: ForeignRead,
  files: readonly OwnFile[],
  absent: readonly string[],
  { ownerGroup = [], ownerUser = [] }: ImportOptions,
): string {
  const slos = services.reduce((sum, { slos: own }) => sum + own.length, 0)
  const isOwned = ownerGroup.length + ownerUser.length > 0
  return [
    ...findingsText(findings),
    ...absent.map((path) => `${path}: no file matches`),
    ...files.map(({ path, outcome }) => `${path}: ${OUTCOMES[outcome]}`),
    summaryText(services.length, slos, findings),
    ...(isOwned || services.length === 0
      ? []
      : ['Nobody owns these services yet: fill in `owner`, or say --owner-group or --owner-user.']),
  ].join('\n')
}

const asJson = (
  { services, findings }: ForeignRead,
  files: readonly OwnFile[],
  absent: readonly string[],
): string =>
  JSON.stringify(
    {
      services: services.map(({ name, slos }) => ({ service: name, slos: slos.map(({ slo }) => slo.name) })),
      files: files.map(({ path, outcome }) => ({ path, outcome })),
      absent,
      findings,
    },
    null,
    2,
  )

const WORDS: Readonly<Record<Outcome, string>> = {
  carried: 'carried',
  assumed: 'assumed',
  doubtful: 'look at',
  'not-carried': 'not carried',
  refused: 'refused',
  skipped: 'skipped',
}

const LOOKS: Readonly<Partial<Record<Outcome, Look>>> = { doubtful: 'doubtful', refused: 'bad' }

function outcomeCell(outcome: Outcome): Cell {
  const look = LOOKS[outcome]
  return look === undefined ? WORDS[outcome] : { text: WORDS[outcome], look }
}

/** What became of each field, file by file, in the order of their lines. */
function findingsText(findings: readonly Finding[]): readonly string[] {
  const terminal = standardOutput()
  const files = [...new Set(findings.map(({ file }) => file))].sort()
  return files.flatMap((file) => {
    const own = findings.filter((finding) => finding.file === file)
    const rows = [...own]
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .map(({ outcome, line, path, message }): readonly Cell[] => [
        line === null ? '' : String(line),
        outcomeCell(outcome),
        path === '' ? message : `${path}: ${message}`,
      ])
    return [terminal.paint(file, 'heading'), ...tableText(rows, { terminal }), '']
  })
}

/** `2 services with 5 SLOs; 1 refused, 2 to look at, 14 not carried`. */
function summaryText(services: number, slos: number, findings: readonly Finding[]): string {
  const count = (outcome: Outcome): number => findings.filter((finding) => finding.outcome === outcome).length
  const rest = (['refused', 'doubtful', 'assumed', 'not-carried', 'skipped'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome === 'doubtful' ? 'to look at' : WORDS[outcome]}`)
  return [
    `${counted(services, 'service')} with ${counted(slos, 'SLO')}`,
    ...(rest.length > 0 ? [rest.join(', ')] : []),
  ].join('; ')
}
