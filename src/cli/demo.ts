import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { OperatorError } from '../core/kernel/operator-error.ts'
import { PROJECT_ROOT } from './configuration/project-root.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'

const PAGE_PORT = 4100
/** In a clone, and in the package. An image may come without it. */
const DEMO = [join(PROJECT_ROOT, 'demo', 'main.ts'), join(PROJECT_ROOT, 'lib', 'demo.js')]

export interface DemoOptions {
  readonly port: number
  readonly story?: true
}

/** What the demo offers. It stands beside `src`, which does not know it until somebody asks for it. */
interface Demo {
  runDemo(options: DemoOptions): Promise<number>
}

const HELP: HelpPage = {
  about: [
    'Needs no account, no configuration and no metrics: all of it is made up and runs on this machine. Ctrl-C ends it.',
  ],
  exits: { 0: 'it was told to stop, or the story ended well', 1: 'it cannot start, or the story failed' },
  examples: ['budgeteer demo', 'budgeteer demo --port 4200', 'budgeteer demo --story'],
}

/** `budgeteer demo`: a workspace in the browser with the bot in it, or the whole story on the terminal. */
export const demoCommand = (command: Command): Command =>
  withHelp(command, HELP)
    .addOption(new Option('--port <port>', 'where the page is').default(PAGE_PORT).argParser(portNumber))
    .option('--story', 'play the whole story on the terminal, without a browser')
    .action(async (options: DemoOptions) => {
      const entry = DEMO.find((file) => existsSync(file))
      if (entry === undefined)
        throw new OperatorError('no demo came with this installation', 'the package and a clone have it')
      const demo = (await import(pathToFileURL(entry).href)) as Demo
      process.exitCode = await demo.runDemo(options)
    })

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a port such as 4100, or 0 for any that is free.')
}
