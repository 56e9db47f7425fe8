import { type Command, Option } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { replay, USUAL_REPLAY_MS } from '../app/replay.ts'
import { formatDuration } from '../core/kernel/time/duration.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecord } from './configuration/open-record.ts'
import { openPolicy } from './configuration/open-policy.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { someTime } from './terminal/length-of-time.ts'
import { withProgress } from './terminal/progress.ts'
import { replayJson } from './terminal/replay-json.ts'
import { replayMarkdown, replayText } from './terminal/replay-text.ts'
import { standardOutput } from './terminal/terminal.ts'

interface ReplayCommandOptions extends ConfigurationOptions {
  readonly policy?: string
  readonly service?: readonly string[]
  /** Milliseconds. */
  readonly last: number
  readonly json?: true
  readonly markdown?: true
}

const HELP: HelpPage = {
  about: [
    'Plays a policy over what the bot recorded: its readings, what people and pipelines wished to ship, who signed, and the freezes that people declared. It says what would have been announced, blocked and asked for, beside what was. A policy of the name of one that is configured takes its place; another one is played for every service; without --policy each service is under its own, as it is written now. The store is only read.',
  ],
  exits: { 0: 'the replay is complete', 1: 'it could not be made' },
  examples: [
    'budgeteer policy replay --policy new.yaml --last 90d',
    'budgeteer policy replay --policy zones --service inference-gateway',
    "budgeteer policy replay --json | jq '.services[].deployments[] | select(.then != .replayed)'",
  ],
}

/** `budgeteer policy replay`: what an edited policy would have made of the last days. */
export const policyReplayCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .option(
      '--policy <name or file>',
      'a policy in policies/, one that ships, or a file (default: as configured)',
    )
    .addOption(new Option('--service <name>', 'only this service; may be repeated').argParser(another))
    .addOption(
      new Option('--last <duration>', 'how far back, such as 90d')
        .argParser(someTime)
        .default(USUAL_REPLAY_MS, formatDuration(USUAL_REPLAY_MS)),
    )
    .addOption(new Option('--json', 'answer with JSON').conflicts('markdown'))
    .option('--markdown', 'answer with a page in Markdown')
    .action(async (options: ReplayCommandOptions) => {
      process.exitCode = await run(options)
    })

async function run(options: ReplayCommandOptions): Promise<number> {
  const { policy: asked, service = [], last: lastMs, json, markdown } = options
  const { configuration, warnings } = await openConfiguration(options)
  if (warnings !== '') complain(warnings)
  const policy = asked === undefined ? undefined : await openPolicy({ config: options.config, policy: asked })
  const store = await openRecord(configuration, options)
  try {
    const told = await withProgress('playing the record', (progress) =>
      replay({
        catalog: configuration.catalog,
        quietForMs: configuration.settings.burnAlerts.quietForMs,
        ...(policy && { policy }),
        services: service,
        lastMs,
        store,
        now: systemClock.now(),
        onProgress: (done, of) => {
          progress.at('playing the record', done, of)
        },
      }),
    )
    const { timeZone } = configuration.settings
    if (json) console.log(JSON.stringify(replayJson(told), null, 2))
    else console.log(markdown ? replayMarkdown(told, timeZone) : replayText(told, timeZone, standardOutput()))
    return EXIT.good
  } finally {
    await store.close()
  }
}

const another = (name: string, before: readonly string[] = []): readonly string[] => [...before, name]
