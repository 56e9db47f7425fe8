/** Writes the gate client for pipelines: gate-client/budgeteer-gate.mjs and .sh, from their parts and one description. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gateClientFiles } from '../gate-client/build/files.ts'

for (const [name, text] of Object.entries(await gateClientFiles()))
  await writeFile(join(import.meta.dirname, '..', 'gate-client', name), text)
