import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { commitOf } from '../../src/cli/terminal/commit-of.ts'
import { OperatorError } from '../../src/core/kernel/operator-error.ts'
import { buildPackage } from '../build/build-package.ts'
import { billOfMaterials } from './bill-of-materials.ts'
import { notesOf } from './changelog.ts'

const run = promisify(execFile)
const MOST_OUTPUT = 64 * 1024 * 1024
const NPM_MS = 120_000

export interface ReleaseOptions {
  /** Where the files go; it must be empty or not there. */
  readonly folder: string
  /** The tag to release, `v` and the version; null for a rehearsal, which needs no changelog and takes any commit. */
  readonly tag: string | null
}

export interface Release {
  readonly version: string
  /** Names of the files, in the order of SHA256SUMS. */
  readonly files: readonly string[]
}

/**
 * Writes everything that a release consists of: the tarball, the gate's clients, the bill of materials, the
 * checksums, and for a tag the notes.
 *
 * @throws OperatorError when the tag is not the version's, files differ from the commit, the changelog says nothing of it, or
 *   the folder is in use
 */
export async function makeRelease(root: string, options: ReleaseOptions): Promise<Release> {
  const folder = resolve(options.folder)
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly version: string
  }
  const notes = options.tag === null ? null : await notesFor(root, options.tag, version)
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0)
    throw new OperatorError(`${folder} is not empty`, 'name a folder that is not there yet')

  const tarball = await packed(root, folder)
  for (const client of CLIENTS) await cp(join(root, 'gate-client', client), join(folder, client))
  const bill = billOfMaterials(await npm(root, ['sbom', ...SBOM]), {
    name,
    tarball: await readFile(join(folder, tarball)),
    at: await timeOf(root),
  })
  await writeFile(join(folder, `${name}-${version}.cdx.json`), bill)

  const files = (await readdir(folder)).sort()
  await writeFile(join(folder, 'SHA256SUMS'), await checksums(folder, files))
  if (notes !== null) await writeFile(join(folder, 'NOTES.md'), `${notes}\n`)
  return { version, files }
}

/** What pipelines take as it is. */
const CLIENTS = ['budgeteer-gate.mjs', 'budgeteer-gate.sh']

const SBOM = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']

async function notesFor(root: string, tag: string, version: string): Promise<string> {
  if (tag !== `v${version}`)
    throw new OperatorError(
      `the tag is ${tag}, and package.json says version ${version}`,
      `tag the commit v${version}, or set the version with npm version`,
    )
  const commit = await commitOf(root)
  if (commit === null || commit.endsWith('-dirty'))
    throw new OperatorError('files differ from the commit', 'release a clean checkout of the tag')
  return notesOf(await readFile(join(root, 'CHANGELOG.md'), 'utf8'), version)
}

/** The name of the tarball in `folder`. */
async function packed(root: string, folder: string): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'budgeteer-release-'))
  try {
    await buildPackage(root, join(work, 'dist'))
    const told = await npm(root, ['pack', join(work, 'dist'), '--pack-destination', folder, '--json'])
    const filename = /"filename": "([^"]+)"/.exec(told)?.[1]
    if (filename === undefined) throw new Error(`npm pack names no tarball: ${told}`)
    return filename
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** With the settings of whoever runs it, but not with those of an npm that runs this. */
async function npm(root: string, args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  const { stdout } = await run('npm', [...args], { cwd: root, env, maxBuffer: MOST_OUTPUT, timeout: NPM_MS })
  return stdout
}

/** When the commit was made; outside a checkout the beginning of time, so that builds stay the same. */
async function timeOf(root: string): Promise<string> {
  const seconds = await run('git', ['log', '-1', '--format=%ct'], { cwd: root }).then(
    ({ stdout }) => Number(stdout),
    () => 0,
  )
  return new Date(seconds * 1_000).toISOString()
}

/** As `sha256sum --check` reads them. */
async function checksums(folder: string, files: readonly string[]): Promise<string> {
  const lines = await Promise.all(
    files.map(async (file) => {
      const digest = createHash('sha256').update(await readFile(join(folder, file))).digest('hex')
      return `${digest}  ${file}\n`
    }),
  )
  return lines.join('')
}
