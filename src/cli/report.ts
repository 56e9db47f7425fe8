import { writeFile } from 'node:fs/promises'
import { Argument, type Command, Option } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { reportReader } from '../app/report-reader.ts'
import { systemRefusal } from '../core/kernel/system-error.ts'
import type { ActOutcome } from '../core/kernel/act-outcome.ts'
import { recorded } from '../core/kernel/prompt.ts'
import { type Report, REPORT_KINDS, type ReportKind } from '../core/reports/report.ts'
import { reportOf } from '../core/reports/report-commands.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecordOrEmpty } from './configuration/open-record.ts'
import { sourceSecrets } from './configuration/source-secrets.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { withProgress } from './terminal/progress.ts'
import { reportJson } from './terminal/report-json.ts'
import { reportMarkdown } from './terminal/report-markdown.ts'
import { reportText } from './terminal/report-text.ts'
import { reportHtml, reportPdf } from './terminal/report-page.ts'
import { standardOutput, type Terminal } from './terminal/terminal.ts'

interface ReportOptions extends ConfigurationOptions {
  readonly for?: string
  readonly service?: string
  readonly format: Format
  readonly json?: true
  readonly out?: string
  readonly chromium?: string
}

const FORMATS = ['text', 'markdown', 'json', 'html', 'pdf'] as const
type Format = (typeof FORMATS)[number]

const HELP: HelpPage = {
  about: [
    'Prints what a period came to: every SLO over exactly that week, month or quarter, what happened around it, and what to do. What the store does not know of it is asked of the sources; nothing is written but --out, and nothing is posted.',
  ],
  exits: { 0: 'the report is made', 1: 'it could not be made' },
  examples: [
    'budgeteer report monthly',
    'budgeteer report weekly --for 2026-W44 --service checkout',
    'budgeteer report executive --for 2026-Q3 --format pdf --out third-quarter.pdf',
    "budgeteer report monthly --json | jq '.services[] | {service, advice}'",
  ],
}

/** `budgeteer report`: what a week, a month or a quarter came to. */
export const reportCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .addArgument(new Argument('<kind>', 'which report').choices(REPORT_KINDS))
    .option(
      '--for <when>',
      'the week, month or quarter, such as 2026-W44, 2026-10 or 2026-Q3 (default: the last one that is over)',
    )
    .option('--service <name>', 'only this service')
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('text'))
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .option('--out <file>', 'write it into this file')
    .option(
      '--chromium <path>',
      'the browser that prints a PDF (default: BUDGETEER_CHROMIUM, or the one on the path)',
    )
    .action(async (kind: ReportKind, options: ReportOptions) => {
      process.exitCode = await run(command, kind, options)
    })

async function run(command: Command, kind: ReportKind, options: ReportOptions): Promise<number> {
  const { configuration, warnings } = await openConfiguration(options)
  if (warnings !== '') complain(warnings)
  if (options.format === 'pdf' && options.out === undefined && process.stdout.isTTY)
    command.error("error: option '--format pdf' needs '--out <file>': a terminal shows no PDF")
  const store = await openRecordOrEmpty(configuration, options)
  try {
    const outcome = await withProgress(
      'looking back',
      async (progress): Promise<ActOutcome<string | Uint8Array>> => {
        const world = await reportReader({
          configuration,
          secrets: () => sourceSecrets(configuration),
          store,
          clock: systemClock,
          onWarning: (text) => {
            progress.note(text)
          },
        })
        const wish = { kind, period: options.for, service: options.service }
        const made = await reportOf(world, wish, { keep: false })
        return made.kind === 'refused'
          ? made
          : { kind: 'done', thing: await rendered(made.thing, world, options) }
      },
    )
    if (outcome.kind === 'refused') {
      complain(`error: ${recorded(outcome.message)}`)
      return EXIT.usage
    }
    await write(outcome.thing, options.out)
    return EXIT.good
  } finally {
    await store.close()
  }
}

/** Nobody looks at it through a terminal. */
const FILE: Terminal = { columns: Infinity, paint: (text) => text }

async function rendered(
  report: Report,
  world: Awaited<ReturnType<typeof reportReader>>,
  { format, out, chromium }: ReportOptions,
): Promise<string | Uint8Array> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(reportJson(report), null, 2)}\n`
    case 'markdown':
      return `${reportMarkdown(report)}\n`
    case 'text':
      return `${reportText(report, out === undefined ? standardOutput() : FILE)}\n`
    case 'html':
      return `${await reportHtml(world, report)}\n`
    case 'pdf':
      return reportPdf(world, report, chromium)
  }
}

async function write(content: string | Uint8Array, file: string | undefined): Promise<void> {
  if (file === undefined) {
    process.stdout.write(content)
    return
  }
  try {
    await writeFile(file, content)
  } catch (error) {
    throw systemRefusal(error, file) ?? error
  }
}
