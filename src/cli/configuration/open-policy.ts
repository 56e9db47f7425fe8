import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { loadConfiguration } from '../../config/load-configuration.ts'
import { policyFilesIn } from '../../config/policies/policy-files.ts'
import { parsePolicy } from '../../config/policies/policy-reader.ts'
import { describeProblems } from '../../config/reading/problem.ts'
import { type TextFile, textOf } from '../../config/reading/text-files.ts'
import { meant } from '../../core/kernel/nearest.ts'
import { type RoleBook, roleTitles } from '../../core/people/role-book.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { folderOption } from './folder-option.ts'
import { ConfigurationError, DEFAULT_FOLDERS, SHIPPED_POLICIES } from './open-configuration.ts'

export interface PolicyOptions {
  readonly config: string
  /** A name in policies/, the name of a policy that ships, or a file. */
  readonly policy?: string
}

/** Adds the options of a command about one policy. */
export const aboutPolicy = (command: Command): Command =>
  command
    .option(
      '--policy <name or file>',
      'a policy in policies/, one that ships, or a file (default: the default policy)',
    )
    .addOption(folderOption('--config', 'where budgeteer.yaml and policies/ are', DEFAULT_FOLDERS.config))

/** Where there is no budgeteer.yaml to name another. */
const USUAL_POLICY = 'error-budget-policy'

/** The policy asked for, with the roles' titles where the configuration has them. The rest of the configuration need not be right. @throws ConfigurationError */
export async function openPolicy({ config, policy: asked }: PolicyOptions): Promise<Policy> {
  const { defaultPolicy, roleBook } = await surroundings(config)
  const named = asked ?? defaultPolicy
  if (named === undefined)
    throw new ConfigurationError(`error: ${config} names no default policy`, 'say --policy')
  const files = /\.yaml$|\//.test(named)
    ? [named]
    : [policiesFolder(config), SHIPPED_POLICIES].map((folder) => join(folder, `${named}.yaml`))
  const [found] = await textsOf(files)
  if (found === undefined) {
    const known = await policyNames(config)
    throw new ConfigurationError(`error: no policy is called ${named}`, meant(named, known))
  }
  const parsed = parsePolicy(found.text, found.path)
  if (!parsed.ok) throw new ConfigurationError(describeProblems(parsed.problems), null)
  return roleBook === undefined ? parsed.policy : { ...parsed.policy, roleTitles: roleTitles(roleBook) }
}

export const policiesFolder = (config: string): string => join(config, 'policies')

/** Files of the policies folder, or none where there is no such folder. */
export async function policyFiles(config: string): Promise<string[]> {
  const names = await readdir(policiesFolder(config)).catch(() => [])
  return names.filter((name) => name.endsWith('.yaml')).sort()
}

async function policyNames(config: string): Promise<string[]> {
  const { names } = await policyFilesIn(policiesFolder(config), SHIPPED_POLICIES)
  return [...names].sort()
}

/** Of those files that are there. */
async function textsOf(paths: readonly string[]): Promise<readonly TextFile[]> {
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: await textOf(path) })))
  return texts.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]))
}

/** What the configuration says around a policy, as far as it can be read. */
async function surroundings(config: string): Promise<{ defaultPolicy?: string; roleBook?: RoleBook }> {
  const loaded = await loadConfiguration({ dir: config, shippedPolicies: SHIPPED_POLICIES })
  const read = loaded.ok ? loaded : loaded.readable
  if (!existsSync(join(config, 'budgeteer.yaml'))) return { defaultPolicy: USUAL_POLICY }
  return read === null ? {} : { defaultPolicy: read.settings.defaultPolicy, roleBook: read.roleBook }
}
