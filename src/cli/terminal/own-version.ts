import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../configuration/project-root.ts'
import { commitOf } from './commit-of.ts'

/** Version, commit and Node: `0.2.0 (commit 1a2b3c4d5e6f, Node 24.21.0)`. */
export async function ownVersion(): Promise<string> {
  const { version, commit } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    readonly version: string
    /** Written by the build; a clone asks git. */
    readonly commit?: string | null
  }
  const built = commit === undefined ? await commitOf(PROJECT_ROOT) : commit
  return `${version} (commit ${built ?? 'unknown'}, Node ${process.versions.node})`
}
