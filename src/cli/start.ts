import { type Command, Option } from 'commander'
import { compose } from '../app/compose.ts'
import { auditKeys } from '../core/kernel/audit/audit-key.ts'
import { joinReplicas } from '../app/join-replicas.ts'
import { openStore } from '../adapters/store/open-store.ts'
import { startHeartbeat } from '../adapters/system/heartbeat.ts'
import { openLog } from '../adapters/system/logger.ts'
import { randomIds } from '../adapters/system/random-ids.ts'
import { systemClock } from '../adapters/system/system-clock.ts'
import { type FolderWatch, watchFolders } from '../adapters/system/watch-folders.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import {
  type ConfigurationOptions,
  editedFolders,
  openWithSecrets,
  rereadConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { storeLocation } from './configuration/open-record.ts'
import { secretTexts } from './configuration/secret-texts.ts'
import { lengthOfTime } from './terminal/length-of-time.ts'
import { whenToldToStop } from './terminal/when-told-to-stop.ts'

interface StartOptions extends ConfigurationOptions {
  readonly once?: true
  readonly wait: number
  readonly logLevel: string
}

const FLUSH_MS = 60_000

const HELP: HelpPage = {
  about: [
    'Reads the secrets from the environment and from .env, and follows edits of the configuration while it runs. Ctrl-C or SIGTERM ends it in order. `budgeteer doctor` says beforehand what is missing.',
  ],
  exits: {
    0: 'it was told to stop, or --once sent all',
    1: 'it cannot start, or --once left something',
  },
  examples: [
    'budgeteer start',
    'budgeteer start --config /etc/budgeteer --log-level warn',
    'budgeteer start --once',
  ],
}

/** `budgeteer start`: runs the bot until it is told to stop; with `--once`, polls once and sends what is owed. */
export const startCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .option('--once', 'poll once, send what is owed, and end')
    .addOption(
      new Option(
        '--wait <duration>',
        'how long to wait for another bot on the same database to end, such as 2m',
      )
        .argParser(lengthOfTime)
        .default(30_000, '30s'),
    )
    .addOption(
      new Option('--log-level <level>', 'how much to say on standard error')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .action(async (options: StartOptions) => {
      // An abandoned call, such as one that Slack does not answer, would keep the process alive.
      process.exit(await run(options))
    })

async function run(options: StartOptions): Promise<number> {
  const { configuration, renderer, secrets, warnings } = await openWithSecrets(options)
  const logger = openLog(options.logLevel, secretTexts(secrets))
  if (warnings !== '') logger.warn(warnings)
  let watch: FolderWatch | undefined
  const keys = auditKeys(secrets.audit.key, secrets.audit.old)
  const location = await storeLocation(configuration, options)
  const { store, lease, close } = await joinReplicas({
    file: 'path' in location && location.path !== ':memory:' ? location.path : null,
    open: () =>
      openStore({
        ...location,
        auditKey: keys.current,
        onCopy: (copy) =>
          logger.info({ copy }, 'the database was copied before this version changed its schema'),
      }),
    pollEveryMs: configuration.settings.poll.everyMs,
    waitMs: options.wait,
    mustLead: options.once === true,
    ids: randomIds,
    logger,
  })
  try {
    const bot = await compose({
      configuration,
      secrets,
      store,
      auditKeys: keys,
      lease,
      renderer,
      reread: async () => {
        const read = await rereadConfiguration(options)
        if (read.ok) watch?.follow(read.adopted.configuration.importFolders)
        return read
      },
      clock: systemClock,
      ids: randomIds,
      logger,
    })
    if (options.once) {
      const polled = await bot.pollNow()
      const left = await bot.flush(FLUSH_MS)
      await bot.stop()
      return polled === undefined || left > 0 || bot.givenUp() > 0 ? EXIT.error : EXIT.good
    }
    const heartbeat = startHeartbeat(() => bot.beat(), logger)
    const told = whenToldToStop()
    const reload = (): void => {
      bot
        .reload()
        .catch((error: unknown) => logger.error({ err: error }, 'the configuration was not read again'))
    }
    const watching = watchFolders([...editedFolders(options), ...configuration.importFolders], reload)
    watch = watching
    process.on('SIGHUP', watching.changed)
    logger.info({ url: bot.http.url }, 'budgeteer is running')
    const signal = await told
    logger.info({ signal }, 'stopping')
    process.off('SIGHUP', watching.changed)
    watching.close()
    await heartbeat.stop()
    await bot.stop()
    return EXIT.good
  } finally {
    await close()
  }
}
