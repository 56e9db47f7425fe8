import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { loadConfiguration } from '../../config/load-configuration.ts'
import { parsePolicy, policyName } from '../../config/policies/policy-reader.ts'
import { isPolicyTest } from '../../config/policies/policy-test-reader.ts'
import { describeProblems } from '../../config/reading/problem.ts'
import { textOf } from '../../config/reading/text-files.ts'
import { meant } from '../../core/kernel/nearest.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { ConfigurationError, DEFAULT_FOLDERS } from '../configuration/open-configuration.ts'

export interface PolicyOptions {
  readonly config: string
  /** A name in policies/, or a file. */
  readonly policy?: string
}

/** Adds the options of a command about one policy. */
export const aboutPolicy = (command: Command): Command =>
  command
    .option('--policy <name or file>', 'a policy in policies/, or a file (default: the default policy)')
    .option('--config <folder>', 'where budgeteer.yaml and policies/ are', DEFAULT_FOLDERS.config)

/** The policy asked for. The rest of the configuration need not be right. @throws ConfigurationError */
export async function openPolicy({ config, policy: asked }: PolicyOptions): Promise<Policy> {
  const named = asked ?? (await defaultPolicy(config))
  const file = /\.yaml$|\//.test(named) ? named : join(config, 'policies', `${named}.yaml`)
  const text = await textOf(file)
  if (text === undefined) {
    const known = await policyNames(config)
    throw new ConfigurationError(`error: no policy is called ${named}`, meant(named, known))
  }
  const parsed = parsePolicy(text, file)
  if (!parsed.ok) throw new ConfigurationError(describeProblems(parsed.problems), null)
  return parsed.policy
}

export const policiesFolder = (config: string): string => join(config, 'policies')

/** Files of the policies folder, or none where there is no such folder. */
export async function policyFiles(config: string): Promise<string[]> {
  const names = await readdir(policiesFolder(config)).catch(() => [])
  return names.filter((name) => name.endsWith('.yaml')).sort()
}

const policyNames = async (config: string): Promise<string[]> =>
  (await policyFiles(config)).filter((name) => !isPolicyTest(name)).map(policyName)

async function defaultPolicy(config: string): Promise<string> {
  const loaded = await loadConfiguration({ dir: config })
  const settings = loaded.ok ? loaded.settings : loaded.readable?.settings
  if (settings === undefined)
    throw new ConfigurationError(`error: ${config} names no default policy`, 'say --policy')
  return settings.defaultPolicy
}
