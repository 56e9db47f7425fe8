import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { systemClock } from '../adapters/system/system-clock.ts'
import { counted } from '../core/kernel/counted.ts'
import { describeProblems } from '../config/reading/problem.ts'
import {
  ConfigurationError,
  contentsOf,
  DEFAULT_FOLDERS,
  readConfiguration,
  readEnvironment,
} from './configuration/open-configuration.ts'
import { chooseChannels, choosePeople, choosePolicy } from './init/choose-people.ts'
import { chooseSlos } from './init/choose-slos.ts'
import { connect } from './init/connect.ts'
import { flagFaults, type InitFlags, withInitFlags } from './init/flags.ts'
import { playedBack } from './init/played-back.ts'
import { Interrupted, type Questions } from './init/questions.ts'
import type { Starter } from './init/starter.ts'
import { ENVIRONMENT, SETTINGS, starterFiles } from './init/starter-files.ts'
import { existing, refuseToOverwrite, writeFiles } from './init/write-files.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'

const HELP: HelpPage = {
  about: [
    'Finds SLOs of Sloth and Pyrra in Prometheus, else makes some of what counts requests, and says what each would have read over the last 30 days. Writes budgeteer.yaml, slos/, policies/ and env.example, none of them over another. Secrets go by the names of environment variables and are never written.',
    'It asks for what no flag says; Ctrl-C writes nothing and exits 130. Without a terminal, or with --yes, it asks nothing, and needs --prometheus, --channel and --owner.',
  ],
  exits: { 0: 'the configuration is written, and good', 1: 'something stands in the way' },
  examples: [
    'budgeteer init',
    'budgeteer init --prometheus http://prometheus:9090 --channel engineering --owner U012AB3CD',
    'budgeteer init --prometheus https://mimir/prometheus --bearer-env MIMIR_TOKEN --header X-Scope-OrgID=shop',
  ],
}

/** `budgeteer init`: a first configuration, from what Prometheus holds and what somebody answers. */
export const initCommand = (command: Command): Command =>
  withInitFlags(withHelp(command, HELP)).action(async (flags: InitFlags) => {
    process.exitCode = await run(flags).catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error
      console.error('Nothing was written.')
      return EXIT.interrupted
    })
  })

const say = (line: string): void => console.log(line)

async function run(flags: InitFlags): Promise<number> {
  const isAsking = flags.yes !== true && process.stdin.isTTY && process.stdout.isTTY
  const missing = isAsking ? [] : missingFlags(flags)
  if (missing.length > 0) {
    const why = flags.yes === true ? 'with --yes' : 'without a terminal'
    complain(`error: ${why} init asks nothing; missing: ${missing.join(', ')}`)
    return EXIT.usage
  }
  const faults = flagFaults(flags)
  if (faults.length > 0) {
    for (const fault of faults) complain(`error: ${fault}`)
    return EXIT.usage
  }
  const folder = resolve(flags.out)
  const there = existing(folder, [SETTINGS])
  if (there.length > 0) throw refuseToOverwrite(there)
  const questions = isAsking ? (await import('./init/terminal-questions.ts')).terminalQuestions() : undefined
  const files = starterFiles(await chosen(flags, questions))
  const names = files.map(({ path }) => path)
  if (questions !== undefined && !(await questions.confirm(`Write ${names.join(', ')} to ${flags.out}?`)))
    throw new Interrupted()
  writeFiles(folder, files)
  say(`\nWrote ${counted(files.length, 'file')} to ${flags.out}: ${names.join(', ')}.`)
  return await lookAround(flags, folder)
}

const missingFlags = ({ prometheus, channel, owner }: InitFlags): readonly string[] => [
  ...(prometheus === undefined ? ['--prometheus <url>'] : []),
  ...(channel === undefined ? ['--channel <name>'] : []),
  ...(owner === undefined ? ['--owner <ids>'] : []),
]

/** Everything that is found and answered. */
async function chosen(flags: InitFlags, questions: Questions | undefined): Promise<Starter> {
  const environment = await readEnvironment()
  const deps = { flags, questions, environment, clock: systemClock, say }
  const { connection, source, told } = await connect(deps)
  try {
    say(told)
    const slos = await chooseSlos({ flags, questions, source, now: () => systemClock.now(), say })
    const policy = await choosePolicy(deps)
    const channels = await chooseChannels(deps)
    const people = await choosePeople(deps, policy)
    const isShadow = flags.enforcement === 'shadow'
    return { connection, policy, isShadow, channels, ...slos, ...people }
  } finally {
    await source.close()
  }
}

async function lookAround(flags: InitFlags, folder: string): Promise<number> {
  const { loaded } = await readConfiguration({ config: folder })
  if (!loaded.ok) throw new ConfigurationError(describeProblems(loaded.problems), null)
  const warnings = loaded.problems.length
  say(`Checked: ${contentsOf(loaded)}.`)
  if (warnings > 0)
    say(
      `${counted(warnings, 'warning')}: some seats want more people than you named. \`budgeteer check${configFlag(flags)}\` lists them.`,
    )
  if (flags.backtest) say(await playedBack(loaded))
  say(nextSteps(flags))
  return EXIT.good
}

const configFlag = ({ out }: InitFlags): string =>
  out === DEFAULT_FOLDERS.config ? '' : ` --config ${/^[\w./-]+$/.test(out) ? out : inQuotes(out)}`

const inQuotes = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

function nextSteps(flags: InitFlags): string {
  const config = configFlag(flags)
  const shadow =
    flags.enforcement === 'shadow' ? '    in shadow: nothing is blocked, and nobody is called' : ''
  return `
Next:
  1. Make the Slack app of what \`budgeteer manifest\` prints, and fill in ${join(flags.out, ENVIRONMENT)} as .env.
  2. budgeteer doctor${config}
  3. budgeteer start${config}${shadow}`
}
