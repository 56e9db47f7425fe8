import { Command } from 'commander'
import { exitOnWrongUsage } from './terminal/exit-codes.ts'
import { DEFAULT_FOLDERS } from './configuration/open-configuration.ts'

/** A command that reads the configuration, with the options that say where it is. */
export const configuredCommand = (name: string, description: string): Command =>
  exitOnWrongUsage(new Command(name))
    .description(description)
    .option('--config <folder>', 'where budgeteer.yaml, policies/ and slos/ are', DEFAULT_FOLDERS.config)
    .option('--messages <folder>', 'where the templates are', DEFAULT_FOLDERS.messages)
