import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readForeign } from '../../src/config/importers/foreign-services.ts'
import { AROUND } from '../config/importers/reading.ts'

const ROOT = join(import.meta.dirname, '../..')
const SPECS = join(ROOT, 'test/fixtures/foreign')
const page = await readFile(join(ROOT, 'docs/import.md'), 'utf8')

/** Names of fields, as the reader tells of them; what people name themselves, such as a label, is none. */
const fieldOf = (path: string): string | undefined =>
  path.includes('/') ? undefined : /([A-Za-z_]+)(?:\[\d+\])?$/.exec(path)?.[1]

test.each(await readdir(SPECS))('the page names each field of %s', async (name) => {
  const text = await readFile(join(SPECS, name), 'utf8')
  const { findings } = readForeign([{ path: name, text }], {}, AROUND)
  const fields = new Set(findings.flatMap(({ path }) => fieldOf(path) ?? []))
  const foreign = [...fields].filter((field) => !['release', 'step'].includes(field))
  expect(foreign.length).toBeGreaterThan(5)
  const words = new Set(page.match(/[A-Za-z]\w*/g))
  const plain = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  expect(foreign.filter((field) => !words.has(field) && !words.has(plain(field)))).toEqual([])
})
