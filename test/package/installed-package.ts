import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPackage } from '../../scripts/build/build-package.ts'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { type Ran, type Started, startProgram } from '../support/start-program.ts'
import { npm } from './clean-npm.ts'

export interface RunOptions {
  /** The runtime; the tests' own when left out. */
  readonly node?: string
  /** Options of the runtime, before the program. */
  readonly nodeOptions?: readonly string[]
  /** The folder that the command runs in; a new empty one when left out. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

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
    await npm(['pack', join(root, 'dist')], root)
    const tarball = (await readdir(root)).find((name) => name.endsWith('.tgz'))
    if (tarball === undefined) throw new Error(`npm pack left no tarball in ${root}`)
    await npm(['install', '--omit=dev', '--prefer-offline', join(root, tarball)], installed.app)
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

  emptyFolder(): Promise<string> {
    return mkdtemp(join(this.#root, 'empty-'))
  }

  /** Runs the command that npm linked. Its home is empty. */
  run = async (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
    (await this.start(args, options)).ran

  /** The same without waiting for its end. */
  async start(args: readonly string[], options: RunOptions = {}): Promise<Started> {
    const { node = process.execPath, nodeOptions = [], env } = options
    const cwd = options.cwd ?? (await this.emptyFolder())
    const program = join(this.app, 'node_modules', '.bin', 'budgeteer')
    return startProgram(node, [...nodeOptions, program, ...args], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: join(this.#root, 'home'), ...env },
    })
  }

  remove(): Promise<void> {
    return rm(this.#root, { recursive: true, force: true })
  }
}
