import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Where a program that some tests need is installed; undefined where it is not, so that those tests are left out. With
 * BUDGETEER_TEST_REQUIRE=1, as in continuous integration, a missing program is an error.
 */
export function requiredProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.map((folder) => join(folder, name)).find(isExecutable)
  if (found === undefined && process.env['BUDGETEER_TEST_REQUIRE'] === '1') {
    throw new Error(`${name} is not installed, and BUDGETEER_TEST_REQUIRE=1 asks for every test`)
  }
  if (found === undefined)
    process.stderr.write(`Left out: tests that need ${name}, which is not installed.\n`)
  return found
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
