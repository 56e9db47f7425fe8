import { join } from 'node:path'
import { build } from 'esbuild'
import { format } from 'prettier'
import { shellClient } from './shell.ts'

const ROOT = join(import.meta.dirname, '..')

/** The built files by name, as they stand in gate-client/. */
export const gateClientFiles = async (): Promise<Readonly<Record<string, string>>> => ({
  'budgeteer-gate.mjs': await bundle(
    'client/main.ts',
    `#!/usr/bin/env node
// The gate client of Budgeteer, for Node 18 and newer: one file, no dependencies. --help says what it takes.
// Built from gate-client/ of Budgeteer; do not edit. License: Apache-2.0.`,
  ),
  'budgeteer-gate.sh': await shellClient(),
  'action.mjs': await bundle(
    'action/main.ts',
    `// The GitHub Action of Budgeteer's gate; action.yml says what it takes.
// Built from gate-client/ of Budgeteer; do not edit. License: Apache-2.0.`,
  ),
})

/** One JavaScript file that Node 18 runs, written out so that whoever pins its hash can read what it does. */
async function bundle(entry: string, banner: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, entry)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    legalComments: 'none',
    charset: 'utf8',
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error(`esbuild wrote nothing for ${entry}`)
  return await format(`${banner}\n${file.text}`, {
    parser: 'babel',
    semi: false,
    singleQuote: true,
    printWidth: 110,
  })
}
