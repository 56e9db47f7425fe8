import type { Command } from 'commander'
import { exceptionDocument } from '../core/requests/exception-document.ts'
import { governed } from '../core/policy/catalog.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import {
  type ConfigurationOptions,
  openConfiguration,
  withFolders,
} from './configuration/open-configuration.ts'
import { openRecord } from './configuration/open-record.ts'

const HELP: HelpPage = {
  about: ['Reads the store, also while the bot runs, and writes nothing.'],
  exits: { 0: 'it was printed', 1: 'there is no such exception, or the store cannot be read' },
  examples: ['budgeteer exception export r-7k2m9xqpv4 > exception.md'],
}

/** `budgeteer exception export <id>`: the readable record of a freeze exception. */
export const exceptionExportCommand = (command: Command): Command =>
  withFolders(withHelp(command, HELP))
    .argument('<id>', 'the request, as /deploy list shows it')
    .action(exportException)

async function exportException(id: string, options: ConfigurationOptions): Promise<void> {
  const { configuration } = await openConfiguration(options)
  const store = await openRecord(configuration, options)
  try {
    const request = await store.requests.byId(id)
    const { catalog, roleBook } = configuration
    const policy = request && governed(catalog, request.service)?.policy
    const changeTitle = policy?.changes.get(request?.change ?? '')?.title ?? request?.change ?? ''
    const document = request && exceptionDocument(request, { changeTitle, roleBook })
    if (document === undefined || document === null) {
      const why = request === undefined ? `there is no request ${id}` : `request ${id} is no freeze exception`
      complain(`error: ${why}`)
      process.exitCode = EXIT.error
      return
    }
    process.stdout.write(document)
    process.exitCode = EXIT.good
  } finally {
    await store.close()
  }
}
