import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { editorSchemas } from '../../src/config/editor-schemas.ts'

const SCHEMAS = join(import.meta.dirname, '../../config/schema')

test.each([...editorSchemas()])(
  'config/schema/%s is current (npm run schemas writes it)',
  async (file, content) => {
    expect(await readFile(join(SCHEMAS, file), 'utf8')).toBe(content)
  },
)
