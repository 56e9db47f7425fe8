/** Writes the JSON Schemas that editors check the YAML files with. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { editorSchemas } from '../src/config/editor-schemas.ts'

const folder = join(import.meta.dirname, '../config/schema')
await mkdir(folder, { recursive: true })
for (const [file, content] of editorSchemas()) {
  await writeFile(join(folder, file), content)
  console.log(`config/schema/${file}`)
}
