import { existsSync } from 'node:fs'
import { counted } from '../../core/kernel/counted.ts'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Reread } from '../../app/current-configuration.ts'
import { type Environment, withEnvFile } from '../../config/reading/env-file.ts'
import {
  type Configuration,
  type LoadedConfiguration,
  loadConfiguration,
} from '../../config/load-configuration.ts'
import { describeProblems } from '../../config/reading/problem.ts'
import type { Secrets } from '../../config/settings/secrets.ts'
import { loadCheckedMessages } from '../../adapters/templates/load-checked-messages.ts'
import type { LoadedMessages } from '../../adapters/templates/load-messages.ts'
import type { Renderer } from '../../adapters/templates/renderer.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { boundariesOf } from '../../core/policy/condition.ts'
import { folderOption } from './folder-option.ts'
import { PROJECT_ROOT } from './project-root.ts'

/** Options of every command that reads the configuration. */
export interface ConfigurationOptions {
  /** The folder of budgeteer.yaml. */
  readonly config: string
  /** The folder of the operator's own templates. Left out: `messages`, which need not be there. */
  readonly messages?: string
}

/** Below the folder that a command runs in. */
export const DEFAULT_FOLDERS = { config: 'config', messages: 'messages' }

/** What comes with the program, for all that the operator has no file of. */
export const SHIPPED_POLICIES = join(PROJECT_ROOT, 'config', 'policies')
const SHIPPED_MESSAGES = join(PROJECT_ROOT, 'messages')

/** Adds the options that say where the configuration is. */
export const withFolders = (command: Command): Command =>
  command
    .addOption(
      folderOption('--config', 'where budgeteer.yaml, policies/ and slos/ are', DEFAULT_FOLDERS.config),
    )
    .addOption(
      folderOption('--messages', 'where your own templates are (default: "messages", if there is one)'),
    )

export interface Opened {
  readonly configuration: Configuration
  readonly renderer: Renderer
  /** What is doubtful and does no harm, in words; empty when nothing is. */
  readonly warnings: string
}

/** The configuration or the templates cannot be used. The message lists every problem, as a rule with what is right. */
export class ConfigurationError extends OperatorError {
  override readonly name = 'ConfigurationError'
}

export interface ReadConfiguration {
  readonly loaded: LoadedConfiguration
  readonly templates: LoadedMessages
}

/** Configuration and templates, with every mistake as a value. Without `env`, secrets are not looked for. */
export async function readConfiguration(
  options: ConfigurationOptions,
  env?: Environment,
): Promise<ReadConfiguration> {
  const { config: dir, messages = DEFAULT_FOLDERS.messages } = options
  const loaded = await loadConfiguration({ dir, shippedPolicies: SHIPPED_POLICIES, ...(env && { env }) })
  const policies = loaded.ok ? [...loaded.catalog.policies.values()] : []
  if (options.messages !== undefined && !existsSync(messages)) {
    const problems = [{ file: messages, message: 'there is no such folder' }]
    return { loaded, templates: { ok: false, problems } }
  }
  const templates = await loadCheckedMessages(messages, {
    shipped: SHIPPED_MESSAGES,
    boundaries: () => policies.flatMap(boundariesOf),
    ...(loaded.ok && {
      announcements: policies.flatMap(({ levels }) => levels.map(({ announcement }) => announcement)),
    }),
  })
  return { loaded, templates }
}

/** The same for those who need all of it to be right. */
export async function openConfiguration(options: ConfigurationOptions, env?: Environment): Promise<Opened> {
  const { loaded, templates } = await readConfiguration(options, env)
  const faults = [
    ...(loaded.problems.length > 0 ? [describeProblems(loaded.problems)] : []),
    ...(templates.ok ? [] : templates.problems.map(({ file, message }) => `${file}: ${message}`)),
  ].join('\n')
  if (!loaded.ok || !templates.ok) throw new ConfigurationError(faults, null)
  return { configuration: loaded, renderer: templates.renderer, warnings: faults }
}

/** `5 services, 10 SLOs, policy zones 1.0`. */
export function contentsOf({ catalog: { services, policies } }: Pick<Configuration, 'catalog'>): string {
  const slos = [...services.values()].flatMap((service) => service.slos)
  const named = [...policies.values()].map(({ name, version }) => `${name} ${version}`)
  const policy = named.length === 1 ? 'policy' : 'policies'
  return [
    counted(services.size, 'service'),
    counted(slos.length, 'SLO'),
    ...(named.length === 0 ? [] : [`${policy} ${named.join(', ')}`]),
  ].join(', ')
}

/** The environment, and what `.env` adds to it, in the folder that the command runs in. */
export const readEnvironment = (): Promise<Environment> => withEnvFile('.env', process.env)

/** The same for a bot that starts: secrets must be in the environment, or in that `.env`. */
export async function openWithSecrets(
  options: ConfigurationOptions,
): Promise<Opened & { readonly secrets: Secrets }> {
  const opened = await openConfiguration(options, await readEnvironment())
  if (opened.configuration.secrets === null)
    throw new ConfigurationError('the environment holds no secrets', null)
  return { ...opened, secrets: opened.configuration.secrets }
}

/** Reads everything again for a bot that runs. */
export async function rereadConfiguration(options: ConfigurationOptions): ReturnType<Reread> {
  try {
    return { ok: true, adopted: await openWithSecrets(options) }
  } catch (error) {
    if (error instanceof OperatorError) return { ok: false, problems: error.told }
    throw error
  }
}

/** Where the files are that people edit. */
export const editedFolders = ({ config, messages }: ConfigurationOptions): readonly string[] => [
  config,
  join(config, 'policies'),
  join(config, 'slos'),
  messages ?? DEFAULT_FOLDERS.messages,
]
