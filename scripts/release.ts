/**
 * Makes the files of a release: `npm run release -- --tag v0.2.0`, or without a tag to rehearse. They go to release/, or to
 * the folder behind --out.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { OperatorError } from '../src/core/kernel/operator-error.ts'
import { makeRelease } from './release/make-release.ts'

const ROOT = join(import.meta.dirname, '..')

const { values } = parseArgs({ options: { tag: { type: 'string' }, out: { type: 'string' } } })
const folder = values.out ?? join(ROOT, 'release')
try {
  const { version, files } = await makeRelease(ROOT, { folder, tag: values.tag ?? null })
  console.log(`${values.tag === undefined ? 'Rehearsed' : 'Made'} ${version} in ${folder}:`)
  for (const file of [...files, 'SHA256SUMS']) console.log(`  ${file}`)
} catch (error) {
  if (!(error instanceof OperatorError)) throw error
  console.error(`error: ${error.told}`)
  process.exitCode = 1
}
