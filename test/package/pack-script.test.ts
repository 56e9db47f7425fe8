import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { npm } from './clean-npm.ts'

let clone: string
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'budgeteer-clone-'))
  const { scripts } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>
  }
  const manifest = {
    name: 'budgeteer',
    version: '0.0.0',
    type: 'module',
    // What it does itself is tested by the tarball: here it is whether npm lets it begin.
    scripts: { ...scripts, pack: 'node -e "0"' },
  }
  await writeFile(join(clone, 'package.json'), JSON.stringify(manifest))
  await symlink(join(PROJECT_ROOT, 'scripts'), join(clone, 'scripts'))
})
afterAll(() => rm(clone, { recursive: true, force: true }))

test('npm run pack is let through, although npm runs prepack before it', async () => {
  await npm(['run', 'pack'], clone)
})

test('npm pack in the clone is refused, as it would pack the sources', async () => {
  await expect(npm(['pack'], clone)).rejects.toThrow('The package is made from dist/: npm run pack')
})
