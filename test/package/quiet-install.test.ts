import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** npm lists each package whose script is neither allowed nor refused, for a newcomer to make sense of. */
test('package.json says of every install script whether it may run', () => {
  const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> }
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { readonly hasInstallScript?: true }>
  }
  const withScripts = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
  expect(withScripts.length).toBeGreaterThan(0)
  expect(Object.keys(allowScripts)).toEqual(expect.arrayContaining(withScripts))
})

test('npm says nothing of the Node of the machine, which runs nothing here', () => {
  expect(read('.npmrc')).toMatch(/^loglevel=error$/m)
})
