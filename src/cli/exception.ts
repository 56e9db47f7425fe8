import type { Command } from 'commander'
import { exceptionDocument } from '../core/requests/exception-document.ts'
import { governed } from '../core/policy/catalog.ts'
import { openReadOnly } from '../adapters/store/open-read-only.ts'
import { EXIT } from './terminal/exit-codes.ts'
import {
  type ConfigurationOptions,
  databasePath,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'

const HELP = `
Reads the store, also while the bot runs, and writes nothing.

Exit codes: 0 it was printed, 1 there is no such exception or the store cannot be read, 2 wrong usage.

Example:
  budgeteer exception export r-7k2m9xqpv4 > exception.md`

/** `budgeteer exception export <id>`: the readable record of a freeze exception. */
export const exceptionExportCommand = (command: Command): Command =>
  withFolders(command)
    .argument('<id>', 'the request, as /deploy list shows it')
    .addHelpText('after', HELP)
    .action(exportException)

async function exportException(id: string, options: ConfigurationOptions): Promise<void> {
  const { configuration } = await openConfiguration(options)
  const store = await openReadOnly(databasePath(configuration, options))
  try {
    const request = await store.requests.byId(id)
    const { catalog, roleBook } = configuration
    const policy = request && governed(catalog, request.service)?.policy
    const changeTitle = policy?.changes.get(request?.change ?? '')?.title ?? request?.change ?? ''
    const document = request && exceptionDocument(request, { changeTitle, roleBook })
    if (document === undefined || document === null) {
      const why =
        request === undefined ? `There is no request ${id}.` : `Request ${id} is no freeze exception.`
      console.error(why)
      process.exitCode = EXIT.error
      return
    }
    process.stdout.write(document)
    process.exitCode = EXIT.good
  } finally {
    await store.close()
  }
}
