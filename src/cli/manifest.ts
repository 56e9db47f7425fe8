import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Document, parseDocument } from 'yaml'
import { MAIL_SCOPE } from '../adapters/slack/scopes.ts'
import { loadConfiguration } from '../config/load-configuration.ts'
import { readsMail } from '../config/settings/on-call-reader.ts'
import { OperatorError } from '../core/kernel/operator-error.ts'
import { folderOption } from './configuration/folder-option.ts'
import { DEFAULT_FOLDERS, SHIPPED_POLICIES } from './configuration/open-configuration.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { PROJECT_ROOT } from './configuration/project-root.ts'

const MANIFEST = join(PROJECT_ROOT, 'config', 'slack-manifest.yaml')

interface ManifestOptions {
  readonly config?: string
  readonly http?: string
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Paste it at https://api.slack.com/apps: "Create New App", "From a manifest".',
    `It asks for the scope ${MAIL_SCOPE} where a rota of the configuration names nobody under people:.`,
  ],
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
    .addOption(folderOption('--config', 'where budgeteer.yaml is (default: "config", if there is one)'))
    .option('--json', 'answer with JSON instead of YAML')
    .action(async (options: ManifestOptions) => {
      const [yaml, needsMail] = await Promise.all([readFile(MANIFEST, 'utf8'), findsPeopleByMail(options)])
      console.log(manifestText(yaml, options, needsMail))
      process.exitCode = EXIT.good
    })

/** Whoever makes the app first has no configuration yet. One with mistakes counts as far as it can be read. */
async function findsPeopleByMail({ config }: ManifestOptions): Promise<boolean> {
  const folder = config ?? DEFAULT_FOLDERS.config
  if (!existsSync(join(folder, 'budgeteer.yaml'))) {
    if (config === undefined) return false
    throw new OperatorError(`there is no ${join(config, 'budgeteer.yaml')}`, 'name its folder with --config.')
  }
  const loaded = await loadConfiguration({ dir: folder, shippedPolicies: SHIPPED_POLICIES })
  const readable = loaded.ok ? loaded : loaded.readable
  if (readable !== null) return readsMail(readable.settings.onCall)
  console.error(
    `${join(folder, 'budgeteer.yaml')} cannot be read (budgeteer check says why): where people on call are found by mail, add the scope ${MAIL_SCOPE}.`,
  )
  return false
}

function manifestText(yaml: string, { http, json }: ManifestOptions, needsMail: boolean): string {
  const manifest = parseDocument(yaml)
  if (needsMail) manifest.addIn(['oauth_config', 'scopes', 'bot'], MAIL_SCOPE)
  if (http !== undefined) sayAddress(manifest, `${http}/slack/events`)
  if (json) return JSON.stringify(manifest.toJS(), null, 2)
  return (http === undefined && !needsMail ? yaml : manifest.toString({ lineWidth: 0 })).trimEnd()
}

/** For HTTP in place of Socket Mode. */
function sayAddress(manifest: Document.Parsed, url: string): void {
  const commands = manifest.getIn(['features', 'slash_commands']) as { readonly items: readonly unknown[] }
  commands.items.forEach((_, index) => {
    manifest.setIn(['features', 'slash_commands', index, 'url'], url)
  })
  manifest.setIn(['settings', 'interactivity', 'request_url'], url)
  manifest.setIn(['settings', 'event_subscriptions', 'request_url'], url)
  manifest.setIn(['settings', 'socket_mode_enabled'], false)
  manifest.commentBefore = null
}

function publicAddress(text: string): string {
  if (URL.parse(text)?.protocol === 'https:') return text.replace(/\/+$/, '')
  throw new InvalidArgumentError('It must be an address such as https://budgeteer.example.com.')
}
