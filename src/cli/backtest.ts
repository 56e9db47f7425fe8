import { type Command, InvalidArgumentError, Option } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { backtest, type BacktestProgress, USUAL_BACKTEST } from '../app/backtest.ts'
import type { Configuration } from '../config/load-configuration.ts'
import { policyFilesIn } from '../config/policies/policy-files.ts'
import { isHttpUrl } from '../config/settings/source-shape.ts'
import type { Backtest } from '../core/backtest/backtest.ts'
import { formatDuration, MINUTE_MS } from '../core/kernel/time/duration.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  SHIPPED_POLICIES,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecordIfAny } from './configuration/open-record.ts'
import { openPolicy, policiesFolder } from './configuration/open-policy.ts'
import { backtestJson } from './terminal/backtest-json.ts'
import { backtestMarkdown } from './terminal/backtest-markdown.ts'
import { writeRibbon } from './terminal/backtest-picture.ts'
import { backtestText } from './terminal/backtest-text.ts'
import { sourceSecrets } from './configuration/source-secrets.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { someTime } from './terminal/length-of-time.ts'
import { type Progress, withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'

interface BacktestCommandOptions extends ConfigurationOptions {
  readonly prometheus?: string
  readonly policy?: readonly string[]
  readonly service?: readonly string[]
  /** Milliseconds. */
  readonly last: number
  readonly step: number
  readonly json?: true
  readonly markdown?: true
  readonly svg?: string
}

const HELP: HelpPage = {
  about: [
    'Measures every SLO at each step of the past and plays the policy over it, as the bot would have: levels, freezes, whom each kind of change would have had to ask, burn alerts. Several policies are told side by side. History that is missing is said. Nothing is posted, and nothing is written but the picture that --svg asks for; the secrets of the sources are needed only without --prometheus.',
  ],
  exits: { 0: 'the backtest is complete', 1: 'it could not be made' },
  examples: [
    'budgeteer backtest --prometheus http://localhost:9090',
    'budgeteer backtest --policy zones --policy tiers --last 30d --service checkout',
    'budgeteer backtest --last 90d --markdown --svg last-quarter.svg > last-quarter.md',
    "budgeteer backtest --json | jq '.policies[0].services[].freezes'",
  ],
}

/** `budgeteer backtest`: what the policy would have done over the last days. */
export const backtestCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .addOption(
      new Option(
        '--prometheus <url>',
        'ask this server in place of the configured sources, without their credentials',
      ).argParser(address),
    )
    .addOption(
      new Option(
        '--policy <name>',
        'play this policy for every service; may be repeated (default: each service’s own)',
      ).argParser(another),
    )
    .addOption(new Option('--service <name>', 'only this service; may be repeated').argParser(another))
    .addOption(
      new Option('--last <duration>', 'how far back, such as 90d')
        .argParser(someTime)
        .default(USUAL_BACKTEST.lastMs, formatDuration(USUAL_BACKTEST.lastMs)),
    )
    .addOption(
      new Option('--step <duration>', 'from one look to the next, such as 1h; at least 1m')
        .argParser(someTime)
        .default(USUAL_BACKTEST.stepMs, formatDuration(USUAL_BACKTEST.stepMs)),
    )
    .addOption(new Option('--json', 'answer with JSON').conflicts('markdown'))
    .option('--markdown', 'answer with a page in Markdown')
    .option('--svg <file>', 'draw the levels as a picture, too; a page in Markdown shows it')
    .action(async (options: BacktestCommandOptions) => {
      process.exitCode = await run(command, options)
    })

async function run(command: Command, options: BacktestCommandOptions): Promise<number> {
  const { prometheus, policy = [], service = [], last: lastMs, step: stepMs } = options
  if (stepMs < MINUTE_MS) command.error("error: option '--step <duration>' must be at least 1m")
  if (lastMs < stepMs) command.error("error: option '--last <duration>' must be at least one step")
  const opened = await openConfiguration(options)
  const { warnings } = opened
  const configuration = await withShipped(opened.configuration, policy, options.config)
  if (warnings !== '') complain(warnings)
  const secrets =
    prometheus === undefined
      ? await sourceSecrets(configuration, 'set it in the environment or in .env, or pass --prometheus')
      : undefined
  const store = await openRecordIfAny(configuration, options)
  try {
    const told = await withProgress('reading the history', (progress) =>
      backtest({
        configuration,
        policies: policy,
        services: service,
        lastMs,
        stepMs,
        clock: systemClock,
        ...(secrets && { secrets }),
        ...(prometheus !== undefined && { prometheusUrl: prometheus }),
        ...(store && { store }),
        onProgress: (at) => {
          show(progress, at)
        },
        onWarning: warnOnce(progress),
      }),
    )
    console.log(rendered(told, options, configuration))
    if (options.svg !== undefined) await writeRibbon(options.svg, told, configuration.settings.timeZone)
    return EXIT.good
  } finally {
    await store?.close()
  }
}

/** With the policies that are asked for and ship with the program, whether the configuration names them or not. */
async function withShipped(
  configuration: Configuration,
  asked: readonly string[],
  config: string,
): Promise<Configuration> {
  const { policies } = configuration.catalog
  const { names } = await policyFilesIn(policiesFolder(config), SHIPPED_POLICIES)
  const further = asked.filter((name) => !policies.has(name) && names.includes(name))
  const shipped = await Promise.all(further.map((policy) => openPolicy({ config, policy })))
  const all = new Map([...policies, ...shipped.map((policy) => [policy.name, policy] as const)])
  return { ...configuration, catalog: { ...configuration.catalog, policies: all } }
}

function rendered(
  told: Backtest,
  { json, markdown, svg }: BacktestCommandOptions,
  { settings: { timeZone } }: Configuration,
): string {
  if (json) return JSON.stringify(backtestJson(told), null, 2)
  return markdown ? backtestMarkdown(told, timeZone, svg) : backtestText(told, timeZone, standardOutput())
}

const show = (progress: Progress, { doing, done, of }: BacktestProgress): void => {
  progress.at(doing === 'asking' ? 'asking for the history' : 'playing the policy', done, of)
}

/** What a server says of many queries is said once. */
function warnOnce(progress: Progress): (text: string) => void {
  const said = new Set<string>()
  return (text) => {
    if (!said.has(text)) progress.note(text)
    said.add(text)
  }
}

const another = (name: string, before: readonly string[] = []): readonly string[] => [...before, name]

function address(url: string): string {
  if (!isHttpUrl(url)) throw new InvalidArgumentError('It must be an address such as http://prometheus:9090.')
  return url.replace(/\/+$/, '')
}
