import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'

/** An option that takes a folder, such as `--config <folder>`. A file, such as budgeteer.yaml itself, is wrong usage. */
export const folderOption = (name: string, description: string, usual?: string): Option =>
  new Option(`${name} <folder>`, description).default(usual).argParser((given) => {
    if (statSync(given, { throwIfNoEntry: false })?.isFile() === true)
      throw new InvalidArgumentError(
        `It takes the folder, and that is a file: say ${name} ${dirname(given)}.`,
      )
    return given
  })
