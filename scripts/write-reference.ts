/** Writes docs/reference/: what the shapes, routes, commands and messages of this version are. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { referencePages } from './reference/reference-pages.ts'

const folder = join(import.meta.dirname, '../docs/reference')
await mkdir(folder, { recursive: true })
const pages = await referencePages()
for (const file of await readdir(folder)) if (!pages.has(file)) await rm(join(folder, file))
for (const [file, text] of pages) {
  await writeFile(join(folder, file), text)
  console.log(`docs/reference/${file}`)
}
