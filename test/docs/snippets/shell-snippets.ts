import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { onTestFinished } from 'vitest'
import { type Ran, startProgram } from '../../support/start-program.ts'
import { anInhabitedWorkspace } from '../../cli/a-home.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** `budgeteer` of this clone. A bot that is started polls once and ends, so that the commands after it come to their turn. */
const BUDGETEER = `#!/bin/sh
[ "$*" = start ] && set -- start --once
exec "${process.execPath}" "${ROOT}/src/main.ts" "$@"
`
/** What `npx` does in a clone, and a refusal of everything else. */
const NPX = `#!/bin/sh
[ "$1" = budgeteer ] || { echo "npx would fetch $1" >&2; exit 1; }
shift
exec budgeteer "$@"
`
/** It would fetch from outside. */
const NPM = `#!/bin/sh
echo "npm is not run here: mark the block" >&2
exit 1
`

/** Where the pages and the small configuration have their Prometheus. */
const PROMETHEUS = /http:\/\/(?:localhost|127\.0\.0\.1|prometheus):9090/g

/** Specs of other tools, and where somebody has them. */
const SPECS = [
  ['sloth.yaml', 'slos/shop.yaml'],
  ['sloth-kubernetes.yaml', 'sloth/shop.yaml'],
  ['pyrra.yaml', 'pyrra.yaml'],
] as const

/** Lines that are a \`.env\`, not commands. */
export const isEnvironment = (text: string): boolean =>
  text.split('\n').every((line) => /^([A-Z][A-Z0-9_]*=.*|#.*|\s*)$/.test(line))

export const namesIn = (text: string): readonly string[] => Object.keys(parseEnv(text))

/**
 * Runs a block as a shell would, in a folder that has a configuration, specs of other tools and nothing else, beside an
 * embedded workspace and the Prometheus at `prometheusUrl`. The first command that fails ends it.
 */
export async function runShell(block: string, prometheusUrl: string): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-docs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const programs = join(folder, 'bin')
  const here = join(folder, 'here')
  await mkdir(programs)
  for (const [name, script] of [
    ['budgeteer', BUDGETEER],
    ['npx', NPX],
    ['npm', NPM],
  ] as const) {
    await writeFile(join(programs, name), script)
    await chmod(join(programs, name), 0o755)
  }
  await cp(join(ROOT, 'test/fixtures/docs'), here, { recursive: true })
  for (const [spec, place] of SPECS) await cp(join(ROOT, 'test/fixtures/foreign', spec), join(here, place))
  await cp(join(ROOT, 'config/policies'), join(here, 'config/policies'), { recursive: true })
  const settings = join(here, 'config/budgeteer.yaml')
  const text = await readFile(settings, 'utf8')
  await writeFile(settings, text.replaceAll(PROMETHEUS, prometheusUrl))
  const { env } = await anInhabitedWorkspace()
  return startProgram('sh', ['-eu', '-c', block.replaceAll(PROMETHEUS, prometheusUrl)], {
    cwd: here,
    env: {
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      NO_COLOR: '1',
      BUDGETEER_PROGRESS: 'never',
      ...env,
    },
  }).ran
}
