/** Prints one line over all results of test runs, which are vitest's JSON: `N passed, N failed`. What did not run has failed. */
import { readFileSync } from 'node:fs'
import { countTests } from './test-counts.ts'

const { passed, failed, remarks } = countTests(
  process.argv.slice(2).map((file) => ({ file, text: textOf(file) })),
)
for (const remark of remarks) console.error(remark)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
