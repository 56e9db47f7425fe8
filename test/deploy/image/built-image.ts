import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { buildPackage } from '../../../scripts/build/build-package.ts'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import { requiredProgram } from '../../support/required-program.ts'

const run = promisify(execFile)

/** Kept from run to run: Debian is downloaded once. */
const IMAGES = process.env['BUDGETEER_TEST_IMAGES'] ?? join(homedir(), '.cache', 'budgeteer-images')
const STORAGE = [
  '--root',
  join(IMAGES, 'images'),
  '--runroot',
  join(IMAGES, 'run'),
  '--storage-driver',
  'vfs',
]
const BUILD_TRIES = 3
/** The user that the image names. */
const USER_ID = 1000

/** What is in the image's configuration, as Docker has it. */
export interface ImageConfig {
  readonly User: string
  readonly Env: readonly string[]
  readonly Entrypoint: readonly string[]
  readonly Cmd: readonly string[]
  readonly WorkingDir: string
  readonly StopSignal: string
  readonly Volumes: Readonly<Record<string, object>>
  readonly Healthcheck: { readonly Test: readonly string[] }
}

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Container {
  readonly child: ChildProcess
  readonly ran: Promise<Ran>
}

export interface Mounts {
  /** Becomes /app/config. */
  readonly config?: string
  /** Becomes /app/data, and belongs to the image's user. */
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Whether an image can be built here; tests that need one are skipped by name where it cannot. */
export function canBuildImages(): boolean {
  const found = ['buildah', 'debootstrap', 'unshare'].every((name) => requiredProgram(name) !== undefined)
  const isRoot = process.getuid?.() === 0
  if (found && !isRoot && process.env['BUDGETEER_TEST_REQUIRE'] === '1')
    throw new Error('images are built as root only, and BUDGETEER_TEST_REQUIRE=1 asks for every test')
  return found && isRoot
}

/**
 * The image, built from the Dockerfile by buildah: no Docker engine is needed. Its base is Debian's packages and the Node of
 * node_modules under the names that the Dockerfile gives.
 */
export class BuiltImage {
  readonly config: ImageConfig
  /** Its files, on this machine. */
  readonly root: string
  readonly #name: string
  readonly #container: string

  private constructor(name: string, config: ImageConfig, container: string, root: string) {
    this.#name = name
    this.config = config
    this.#container = container
    this.root = root
  }

  static async build(): Promise<BuiltImage> {
    await run(join(PROJECT_ROOT, 'scripts/image/base-images.sh'), [IMAGES])
    const folder = await mkdtemp(join(tmpdir(), 'budgeteer-image-'))
    try {
      const name = `localhost/${folder.split('/').at(-1)?.toLowerCase() ?? ''}`
      await buildImage(folder, name)
      const { stdout } = await buildah('inspect', '--type', 'image', name)
      const { config } = (JSON.parse(stdout) as { Docker: { config: ImageConfig } }).Docker
      const container = (await buildah('from', '--pull-never', name)).stdout.trim()
      const root = (await buildah('mount', container)).stdout.trim()
      return new BuiltImage(name, config, container, root)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /**
   * Runs a program in the image's files as a container engine would by compose.yaml or Kubernetes: as the image's user, without
   * any capability, with a root that is mounted read-only, and nothing of this machine but its network. There is no engine:
   * the mounts are made in a namespace of their own, which ends with the process.
   */
  launch(command: readonly string[], { config, data, env = {} }: Mounts = {}): Container {
    const variables = [...this.config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)]
    const child = spawn(
      'unshare',
      [
        ...['--mount', '--propagation', 'private', 'sh', '-ceu', CONTAINER, 'sh'],
        ...[this.root, config ?? '', data ?? '', this.config.User.replace(/:.*/, '')],
        ...['--ignore-environment', `--chdir=${this.config.WorkingDir}`, ...variables, ...command],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const ran = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
      ([[code], out, err]): Ran => ({ code: code as number | null, out, err }),
    )
    return { child, ran }
  }

  /** Runs the image's own program. */
  budgeteer(args: readonly string[], mounts: Mounts = {}): Container {
    return this.launch([...this.config.Entrypoint, ...args], mounts)
  }

  async remove(): Promise<void> {
    await buildah('rm', this.#container)
    await buildah('rmi', this.#name)
  }
}

/** A new folder such as a volume is: empty, and the image's user's own. */
export async function aVolume(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-volume-'))
  await chown(folder, USER_ID, USER_ID)
  return folder
}

const CONTAINER = `
root=$1 config=$2 data=$3 user=$4
shift 4
mount --bind "$root" "$root"
mount --bind /dev "$root/dev"
mount --bind /proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
if [ -n "$config" ]; then mount --bind "$config" "$root/app/config"; mount -o remount,bind,ro "$root/app/config"; fi
if [ -n "$data" ]; then mount --bind "$data" "$root/app/data"; fi
mount -o remount,bind,ro "$root"
exec chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups --bounding-set=-all --no-new-privs env "$@"
`

const buildah = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
  run('buildah', [...STORAGE, ...args], { maxBuffer: 64 * 1024 * 1024 })

async function buildImage(folder: string, name: string): Promise<void> {
  const context = join(folder, 'context')
  await buildPackage(PROJECT_ROOT, join(folder, 'dist'))
  await cp(join(PROJECT_ROOT, 'Dockerfile'), join(context, 'Dockerfile'), { recursive: true })
  await run('npm', ['pack', join(folder, 'dist'), '--pack-destination', context], { cwd: folder })
  const packed = await readdir(context)
  if (packed.length !== 2) throw new Error(`npm pack left ${packed.join(', ')}`)
  const build = async (tries: number): Promise<void> => {
    try {
      await buildah(
        ...['bud', '--isolation', 'chroot', '--network', 'host', '--pull-never', '--layers=false'],
        // Docker's format has a place for the health check.
        ...['--format', 'docker', '--tag', name, ...(await registrySettings(folder)), context],
      )
    } catch (error) {
      // A download may have failed.
      if (tries <= 1) throw error
      await build(tries - 1)
    }
  }
  await build(BUILD_TRIES)
}

/** This machine's settings of npm, mounted for the time of the build, so that it finds the same packages by the same ways. */
async function registrySettings(folder: string): Promise<readonly string[]> {
  const setting = async (key: string): Promise<string> =>
    (await run('npm', ['config', 'get', key], { cwd: folder })).stdout.trim()
  const own = await readFile(await setting('userconfig'), 'utf8').catch(() => '')
  const authority = process.env['NODE_EXTRA_CA_CERTS']
  const file = join(folder, 'npmrc')
  const lines = [
    ...own.split('\n').filter((line) => !/^\s*(cafile|registry)\s*=/.test(line)),
    `registry=${await setting('registry')}`,
    ...(authority === undefined ? [] : ['cafile=/run/authorities.pem']),
  ]
  await writeFile(file, lines.join('\n'), { mode: 0o600 })
  return [
    ...['--volume', `${file}:/root/.npmrc:ro`],
    ...(authority === undefined ? [] : ['--volume', `${authority}:/run/authorities.pem:ro`]),
  ]
}
