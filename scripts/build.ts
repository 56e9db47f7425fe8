/** Builds the package: JavaScript, and what is read as files, in dist/. `npm pack ./dist` makes the tarball of it. */
import { join } from 'node:path'
import { buildPackage } from './build/build-package.ts'

const ROOT = join(import.meta.dirname, '..')
const folder = join(ROOT, 'dist')

const { commit, version } = await buildPackage(ROOT, folder)
console.log(`dist/ holds budgeteer ${version}, commit ${commit ?? 'unknown'}`)
