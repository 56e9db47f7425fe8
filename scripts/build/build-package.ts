import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { commitOf } from '../../src/cli/terminal/commit-of.ts'
import { TRIED } from '../../src/adapters/templates/tried-templates.ts'
import { bundle, NOT_BUNDLED } from './bundle.ts'
import { copyShipped } from './copy-shipped.ts'
import { licencesOf } from './licences.ts'
import { triedTemplatesOf } from './tried-templates-of.ts'

/** What the program reads as files while it runs, and what a reader wants beside it. */
const FILES = [
  'LICENSE',
  'README.md',
  'config',
  'messages',
  'demo/configuration',
  'demo/page',
  'gate-client/budgeteer-gate.mjs',
  'gate-client/budgeteer-gate.sh',
]

/** What pictures are written with. */
const FONTS = ['DejaVuSansCondensed.ttf', 'DejaVuSansCondensed-Bold.ttf'].map(
  (file) => `node_modules/dejavu-fonts-ttf/ttf/${file}`,
)

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
}

/** What the package says of itself in the same words as the project. */
const SAME = ['name', 'version', 'description', 'license', 'private', 'type', 'engines'] as const

export interface Built {
  readonly version: string
  /** Null outside a checkout. */
  readonly commit: string | null
}

/** Writes the whole package into `folder`, which is emptied first. */
export async function buildPackage(root: string, folder: string): Promise<Built> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const inputs = await bundle(root, folder)
  for (const file of FILES) await copyShipped(join(root, file), join(folder, file))
  for (const font of FONTS) await cp(join(root, font), join(folder, 'fonts', basename(font)))
  await writeFile(join(folder, 'messages', TRIED), triedTemplatesOf(join(root, 'messages')))
  await mkdir(join(folder, 'bin'))
  await cp(join(import.meta.dirname, 'bin.cjs'), join(folder, 'bin', 'budgeteer.cjs'))
  await writeFile(join(folder, 'LICENSES-OF-DEPENDENCIES.txt'), await licencesOf(root, [...inputs, ...FONTS]))

  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest &
    Record<(typeof SAME)[number], unknown>
  const commit = await commitOf(root)
  const own = {
    ...Object.fromEntries(SAME.map((key) => [key, manifest[key]])),
    commit,
    bin: { budgeteer: 'bin/budgeteer.cjs' },
    dependencies: Object.fromEntries(NOT_BUNDLED.map((name) => [name, manifest.dependencies[name]])),
  }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(own, null, 2)}\n`)
  return { version: manifest.version, commit }
}
