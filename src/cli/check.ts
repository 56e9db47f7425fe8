import type { Command } from 'commander'
import { searchedSources } from '../app/discovered-configuration.ts'
import {
  type ConfigurationOptions,
  contentsOf,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'

/** `budgeteer check`: reads everything that people may edit and names each mistake. Asks no server. */
export const checkCommand = (command: Command): Command =>
  withFolders(command).action(async (options: ConfigurationOptions) => {
    const { configuration, warnings } = await openConfiguration(options)
    if (warnings !== '') console.warn(warnings)
    for (const { name } of searchedSources(configuration.settings))
      console.log(
        `Source ${name} is searched for SLOs when the bot runs; check asks no server. See budgeteer doctor.`,
      )
    console.log(`Good: ${contentsOf(configuration)}.`)
  })
