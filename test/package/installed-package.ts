import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { buildPackage } from '../../scripts/build/build-package.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  /** The runtime; the tests' own when left out. */
  readonly node?: string
  /** Options of the runtime, before the program. */
  readonly nodeOptions?: readonly string[]
  /** The folder that the command runs in; a new empty one when left out. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

const RUN_WITHIN_MS = 120_000

/** The tarball, built from this checkout and installed in an empty folder as a user would. */
export class InstalledPackage {
  readonly #root: string

  private constructor(root: string) {
    this.#root = root
  }

  static async install(): Promise<InstalledPackage> {
    const installed = new InstalledPackage(await mkdtemp(join(tmpdir(), 'budgeteer-package-')))
    const root = installed.#root
    await buildPackage(PROJECT_ROOT, join(root, 'dist'))
    for (const folder of ['home', 'app']) await mkdir(join(root, folder))
    await installed.#npm(['pack', join(root, 'dist'), '--pack-destination', root], root)
    await installed.#npm(
      ['install', '--omit=dev', '--prefer-offline', await installed.tarball()],
      installed.app,
    )
    return installed
  }

  /** Where it was installed. */
  get app(): string {
    return join(this.#root, 'app')
  }

  /** What was installed there. */
  get folder(): string {
    return join(this.app, 'node_modules', 'budgeteer')
  }

  async tarball(): Promise<string> {
    const file = (await readdir(this.#root)).find((name) => name.endsWith('.tgz'))
    if (file === undefined) throw new Error(`npm pack left no tarball in ${this.#root}`)
    return join(this.#root, file)
  }

  emptyFolder(): Promise<string> {
    return mkdtemp(join(this.#root, 'empty-'))
  }

  /** Runs the command that npm linked. Its home is empty. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const { node = process.execPath, nodeOptions = [], env } = options
    const cwd = options.cwd ?? (await this.emptyFolder())
    const program = join(this.app, 'node_modules', '.bin', 'budgeteer')
    return ran(node, [...nodeOptions, program, ...args], cwd, {
      PATH: process.env['PATH'] ?? '',
      HOME: join(this.#root, 'home'),
      ...env,
    })
  }

  remove(): Promise<void> {
    return rm(this.#root, { recursive: true, force: true })
  }

  /** With the settings of whoever runs the tests, such as the registry, but not with those of an npm that runs the tests. */
  async #npm(args: readonly string[], cwd: string): Promise<void> {
    const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
    const env = {
      ...Object.fromEntries(own),
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    }
    const { code, err } = await ran('npm', [...args, '--no-audit', '--no-fund'], cwd, env)
    if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}: ${err}`)
  }
}

async function ran(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Ran> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd, env, timeout: RUN_WITHIN_MS })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw error
    return { code, out: stdout ?? '', err: stderr ?? '' }
  }
}
