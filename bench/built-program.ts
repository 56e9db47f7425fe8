import { join } from 'node:path'
import { buildPackage } from '../scripts/build/build-package.ts'
import { PROJECT_ROOT } from '../src/cli/configuration/project-root.ts'

let built: Promise<unknown> | undefined

/** The entry of the package, built in dist/ once a run: what people install is measured, not the sources. */
export async function builtProgram(): Promise<string> {
  const folder = join(PROJECT_ROOT, 'dist')
  await (built ??= buildPackage(PROJECT_ROOT, folder))
  return join(folder, 'bin', 'budgeteer.cjs')
}
