import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Configuration, loadConfiguration } from '../src/config/load-configuration.ts'
import { describeProblems } from '../src/config/reading/problem.ts'
import type { Secrets } from '../src/config/settings/secrets.ts'

/** How Slack reaches the bot. */
export type SlackMode = 'socket' | 'http'

/** The files as a user would have them: the demo's own beside the shipped policies and the empty lists of freezes and maintenance. */
export async function writeConfiguration(folder: string, root: string, mode: SlackMode): Promise<void> {
  await cp(join(root, 'demo', 'configuration'), folder, { recursive: true })
  const settings = join(folder, 'budgeteer.yaml')
  await writeFile(settings, (await readFile(settings, 'utf8')).replace('mode: socket', `mode: ${mode}`))
  for (const shipped of ['policies', 'freezes.yaml', 'maintenance.yaml'])
    await cp(join(root, 'config', shipped), join(folder, shipped), { recursive: true })
}

/** Throws with every problem of the files. */
export async function openConfiguration(
  dir: string,
  env: Readonly<Record<string, string>>,
): Promise<Configuration & { readonly secrets: Secrets }> {
  const loaded = await loadConfiguration({ dir, env })
  if (!loaded.ok || loaded.secrets === null) throw new Error(describeProblems(loaded.problems))
  return { ...loaded, secrets: loaded.secrets }
}

/** Says where the bot's pages are, once that is known: its port is any that is free. They are open, as nothing here is anybody's. */
export async function writePagesUrl(folder: string, url: string): Promise<void> {
  const settings = join(folder, 'budgeteer.yaml')
  const others = (await readFile(settings, 'utf8')).replace(/^pages: .*\n/m, '')
  await writeFile(settings, `${others}pages: { url: '${url}', public: true }\n`)
}
