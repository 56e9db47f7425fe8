import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { loadMessages } from '../../../src/adapters/templates/load-messages.ts'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { expectClear } from './clear-answer.ts'
import { fuzz } from './fuzz.ts'
import { nearly } from './nasty-text.ts'

const SHIPPED = join(PROJECT_ROOT, 'messages')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budgeteer-fuzz-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a template with slips is taken, or refused with what is wrong', async () => {
  const files = globSync(join(SHIPPED, '*.liquid')).sort()
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  const cases = fc.oneof(
    ...files.map((file, index) => nearly(texts[index] ?? '').map((text) => ({ file: basename(file), text }))),
  )
  await fuzz('templates', cases, async ({ file, text }) => {
    await writeFile(join(folder, file), text)
    try {
      const loaded = loadMessages(folder, { shipped: SHIPPED, isTried: (name) => name !== file })
      if (!loaded.ok) for (const { message } of loaded.problems) expectClear(message)
    } finally {
      await rm(join(folder, file))
    }
  })
})
