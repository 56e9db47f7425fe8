import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'

const textOf = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8')
const PAGES = ['README.md', ...readdirSync(join(PROJECT_ROOT, 'docs')).filter((name) => name.endsWith('.md'))]

test('every page names the Node that the package needs', () => {
  const { engines } = JSON.parse(textOf('package.json')) as { readonly engines: { readonly node: string } }
  const named = PAGES.flatMap((page) =>
    [...textOf(page === 'README.md' ? page : join('docs', page)).matchAll(/Node (\d+\.\d+) or newer/g)].map(
      ([, version]) => `${page}: >=${version ?? ''}`,
    ),
  )
  expect(named.length).toBeGreaterThan(1)
  for (const one of named) expect(one).toBe(`${one.split(':')[0] ?? ''}: ${engines.node}`)
})
