import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDocument } from 'yaml'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { PROJECT_ROOT } from './configuration/project-root.ts'

const MANIFEST = join(PROJECT_ROOT, 'config', 'slack-manifest.yaml')

interface ManifestOptions {
  readonly http?: string
  readonly json?: true
}

const HELP: HelpPage = {
  about: ['Paste it at https://api.slack.com/apps: "Create New App", "From a manifest".'],
  exits: { 0: 'it was printed' },
  examples: [
    'budgeteer manifest',
    'budgeteer manifest --http https://budgeteer.example.com',
    'budgeteer manifest --json > manifest.json',
  ],
}

/** `budgeteer manifest`: the Slack app, as Slack's page for new apps takes it. */
export const manifestCommand = (command: Command): Command =>
  withHelp(command, HELP)
    .addOption(
      new Option('--http <address>', 'for HTTP mode: where Slack reaches the bot').argParser(publicAddress),
    )
    .option('--json', 'answer with JSON instead of YAML')
    .action(async (options: ManifestOptions) => {
      console.log(manifestText(await readFile(MANIFEST, 'utf8'), options))
      process.exitCode = EXIT.good
    })

function manifestText(yaml: string, { http, json }: ManifestOptions): string {
  const manifest = parseDocument(yaml)
  if (http !== undefined) {
    const url = `${http}/slack/events`
    const commands = manifest.getIn(['features', 'slash_commands']) as { readonly items: readonly unknown[] }
    commands.items.forEach((_, index) => manifest.setIn(['features', 'slash_commands', index, 'url'], url))
    manifest.setIn(['settings', 'interactivity', 'request_url'], url)
    manifest.setIn(['settings', 'event_subscriptions', 'request_url'], url)
    manifest.setIn(['settings', 'socket_mode_enabled'], false)
    manifest.commentBefore = null
  }
  if (json) return JSON.stringify(manifest.toJS(), null, 2)
  return (http === undefined ? yaml : manifest.toString()).trimEnd()
}

function publicAddress(text: string): string {
  if (URL.parse(text)?.protocol === 'https:') return text.replace(/\/+$/, '')
  throw new InvalidArgumentError('It must be an address such as https://budgeteer.example.com.')
}
