import { type Command, InvalidArgumentError, Option } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { suggest, USUAL_SUGGESTION } from '../app/suggest.ts'
import { isHttpUrl } from '../config/settings/source-shape.ts'
import { DAY_MS, formatDuration } from '../core/kernel/time/duration.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecordIfAny } from './configuration/open-record.ts'
import { sourceSecrets } from './configuration/source-secrets.ts'
import { suggestJson, suggestText } from './suggest/suggest-text.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { someTime } from './terminal/length-of-time.ts'
import { withProgress } from './terminal/progress.ts'

interface SuggestOptions extends ConfigurationOptions {
  readonly prometheus?: string
  /** Milliseconds. */
  readonly last: number
  readonly windows: number
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Looks at every window that ended on a day of the past, and says what objective was met in 90, 95 and 99 % of them, the present one beside it, what the parts of a composite allow, and which burn alerts the suggested one would have fired. Suggests nothing from fewer than three windows that do not overlap. Writes and posts nothing.',
  ],
  exits: { 0: 'there is a suggestion', 1: 'there is too little history, or it cannot be asked for' },
  examples: [
    'budgeteer suggest',
    'budgeteer suggest inference-gateway --last 180d --windows 30d',
    'budgeteer suggest --prometheus http://localhost:9090 --json',
  ],
}

/** `budgeteer suggest`: what objective the past supports. */
export const suggestCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .argument('[service]', 'only this service')
    .option(
      '--prometheus <url>',
      'ask this server in place of the configured sources, without their credentials',
      address,
    )
    .addOption(
      new Option('--last <duration>', 'how far back, such as 365d')
        .argParser(someTime)
        .default(USUAL_SUGGESTION.lastMs, formatDuration(USUAL_SUGGESTION.lastMs)),
    )
    .addOption(
      new Option('--windows <duration>', 'how long each window is, such as 28d')
        .argParser(someTime)
        .default(USUAL_SUGGESTION.windowMs, formatDuration(USUAL_SUGGESTION.windowMs)),
    )
    .option('--json', 'answer with JSON')
    .action(async (service: string | undefined, options: SuggestOptions) => {
      process.exitCode = await run(command, service, options)
    })

async function run(command: Command, service: string | undefined, options: SuggestOptions): Promise<number> {
  const { prometheus, last: lastMs, windows: windowMs } = options
  if (windowMs < DAY_MS) command.error("error: option '--windows <duration>' must be at least 1d")
  if (lastMs <= windowMs)
    command.error(
      `error: option '--last <duration>' must be longer than a window of ${formatDuration(windowMs)}`,
    )
  const { configuration, warnings } = await openConfiguration(options)
  if (warnings !== '') complain(warnings)
  const secrets = prometheus === undefined ? await sourceSecrets(configuration) : undefined
  const store = await openRecordIfAny(configuration, options)
  try {
    const told = await withProgress('reading the history', (progress) =>
      suggest({
        configuration,
        lastMs,
        windowMs,
        clock: systemClock,
        ...(service !== undefined && { service }),
        ...(secrets && { secrets }),
        ...(prometheus !== undefined && { prometheusUrl: prometheus }),
        ...(store && { store }),
        onProgress: ({ doing, done, of }) => {
          progress.at(doing === 'asking' ? 'asking for the history' : 'looking at the past', done, of)
        },
      }),
    )
    console.log(options.json ? suggestJson(told, lastMs, windowMs) : suggestText(told, lastMs, windowMs))
    return told.some(({ suggestion }) => suggestion.kind === 'suggested') ? EXIT.good : EXIT.error
  } finally {
    await store?.close()
  }
}

function address(url: string): string {
  if (!isHttpUrl(url)) throw new InvalidArgumentError('It must be an address such as http://prometheus:9090.')
  return url.replace(/\/+$/, '')
}
