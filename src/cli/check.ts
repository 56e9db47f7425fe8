import type { Command } from 'commander'
import { searchedSources } from '../app/discovered-configuration.ts'
import { inOrder, isError } from '../config/reading/problem.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { withProgress } from './terminal/progress.ts'
import { standardOutput } from './terminal/terminal.ts'
import {
  type ConfigurationOptions,
  contentsOf,
  openConfiguration,
  readConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'

interface CheckOptions extends ConfigurationOptions {
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Reads every file that people may edit, and names each mistake with what would be right. Asks no server.',
  ],
  exits: { 0: 'nothing keeps the bot from starting', 1: 'something does' },
  examples: [
    'budgeteer check',
    'budgeteer check --config /etc/budgeteer',
    "budgeteer check --json | jq '.problems[].message'",
  ],
}

/** `budgeteer check`: reads everything that people may edit and names each mistake. Asks no server. */
export const checkCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .option('--json', 'answer with JSON')
    .action(async (options: CheckOptions) => {
      if (options.json) process.exitCode = await checkAsJson(options)
      else await check(options)
    })

async function check(options: ConfigurationOptions): Promise<void> {
  const { configuration, warnings } = await withProgress('reading', () => openConfiguration(options))
  if (warnings !== '') complain(warnings)
  for (const { name } of searchedSources(configuration.settings))
    console.log(
      `Source ${name} is searched for SLOs when the bot runs; check asks no server. See budgeteer doctor.`,
    )
  console.log(`${standardOutput().paint('Good:', 'good')} ${contentsOf(configuration)}.`)
}

async function checkAsJson(options: ConfigurationOptions): Promise<number> {
  const { loaded, templates } = await withProgress('reading', () => readConfiguration(options))
  const ofTemplates = (templates.ok ? [] : templates.problems).map(({ file, message }) => ({
    severity: 'error' as const,
    file,
    line: null,
    path: '',
    message,
  }))
  const problems = inOrder([...loaded.problems, ...ofTemplates])
  const isGood = loaded.ok && !problems.some(isError)
  const catalog = loaded.ok
    ? {
        services: loaded.catalog.services.size,
        slos: [...loaded.catalog.services.values()].flatMap(({ slos }) => slos).length,
        policies: [...loaded.catalog.policies.values()].map(({ name, version }) => ({ name, version })),
      }
    : null
  console.log(JSON.stringify({ good: isGood, ...catalog, problems }, null, 2))
  return isGood ? EXIT.good : EXIT.error
}
