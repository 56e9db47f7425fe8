import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyShipped } from '../../scripts/build/copy-shipped.ts'

test('what compilers, editors and people leave in a folder is not part of the package', async () => {
  const root = await mkdtemp(join(tmpdir(), 'budgeteer-copy-'))
  try {
    const config = join(root, 'config')
    await mkdir(join(config, 'slos'), { recursive: true })
    const left = [
      '.env',
      'tsconfig.json',
      'tsconfig.tsbuildinfo',
      'reader.ts',
      'budgeteer.yaml~',
      'data.db',
      '.DS_Store',
    ]
    for (const name of ['budgeteer.yaml', join('slos', 'api.yaml'), ...left])
      await writeFile(join(config, name), '')
    await copyShipped(config, join(root, 'copy'))
    const copied = await readdir(join(root, 'copy'), { recursive: true })
    expect(copied.sort()).toEqual(['budgeteer.yaml', 'slos', join('slos', 'api.yaml')])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
