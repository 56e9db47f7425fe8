import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gateClientFiles } from '../../gate-client/build/files.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'

const MOST_BYTES = 30_000

test('the built files are those of their parts (npm run gate-client writes them), and under 30 kB', async () => {
  for (const [name, text] of Object.entries(await gateClientFiles())) {
    expect(await readFile(join(PROJECT_ROOT, 'gate-client', name), 'utf8')).toBe(text)
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES)
  }
})

test('the file for Node imports nothing but Node', async () => {
  const text = await readFile(join(PROJECT_ROOT, 'gate-client', 'budgeteer-gate.mjs'), 'utf8')
  const imported = [...text.matchAll(/(?:from |import\(|load\d*\()\s*['"]([^'"]+)['"]/g)].map(
    ([, name]) => name,
  )
  expect(imported.length).toBeGreaterThan(2)
  for (const name of imported) expect(name).toMatch(/^node:/)
})
