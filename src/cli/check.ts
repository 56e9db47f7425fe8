import type { Command } from 'commander'
import { searchedSources } from '../app/discovered-configuration.ts'
import { inOrder, isError } from '../config/reading/problem.ts'
import { EXIT } from './terminal/exit-codes.ts'
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

const HELP = `
Exit codes: 0 nothing keeps the bot from starting, 1 something does, 2 wrong usage.`

/** `budgeteer check`: reads everything that people may edit and names each mistake. Asks no server. */
export const checkCommand = (command: Command): Command =>
  withFolders(command)
    .option('--json', 'answer with JSON')
    .addHelpText('after', HELP)
    .action(async (options: CheckOptions) => {
      if (options.json) process.exitCode = await checkAsJson(options)
      else await check(options)
    })

async function check(options: ConfigurationOptions): Promise<void> {
  const { configuration, warnings } = await openConfiguration(options)
  if (warnings !== '') console.warn(warnings)
  for (const { name } of searchedSources(configuration.settings))
    console.log(
      `Source ${name} is searched for SLOs when the bot runs; check asks no server. See budgeteer doctor.`,
    )
  console.log(`Good: ${contentsOf(configuration)}.`)
}

async function checkAsJson(options: ConfigurationOptions): Promise<number> {
  const { loaded, templates } = await readConfiguration(options)
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
