import { execFile, spawn, type SpawnOptions, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { chown, mkdtemp } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { requiredProgram } from './required-program.ts'

/** Debian keeps the server's programs beside the PATH. */
const programs = (): string | undefined => globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1)

/** Whether a real PostgreSQL can be started here. */
export const hasPostgres = (): boolean => programs() !== undefined || requiredProgram('initdb') !== undefined

export interface RunningPostgres {
  /** Of its socket, where nobody is asked for a password. */
  readonly host: string
  readonly user: string
  /** Of 127.0.0.1, where a password is wanted; undefined where it listens on none. */
  readonly port: number | undefined
  /** Ends it as an administrator would, or `immediate`, as when its machine fails; its data stay. */
  readonly halt: (how?: 'fast' | 'immediate') => Promise<void>
  /** Starts it again on the same data. */
  readonly resume: () => Promise<void>
  /** Ends it and removes its folder; so does the end of this process. */
  readonly stop: () => Promise<void>
}

/** Starts a real PostgreSQL in a new temporary folder, as another user where this one is root. */
export async function startPostgres(
  options: {
    readonly port?: number
    readonly maxConnections?: number
  } = {},
): Promise<RunningPostgres> {
  const { port, maxConnections = 200 } = options
  const initdb = programs() ?? requiredProgram('initdb')
  if (initdb === undefined) throw new Error('postgresql is not installed')
  const bin = dirname(initdb)
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-postgres-'))
  const who: { readonly uid?: number; readonly gid?: number } = process.getuid?.() === 0 ? otherUser() : {}
  if (who.uid !== undefined && who.gid !== undefined) await chown(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  const run = (program: string, ...args: readonly string[]) =>
    promisify(execFile)(join(bin, program), args, { cwd: folder, ...who })
  const stop = endsWithThisProcess(join(bin, 'pg_ctl'), folder, data, who)
  const listening = port === undefined ? '-c listen_addresses=' : `-c listen_addresses=127.0.0.1 -p ${port}`
  const settings = `-k ${folder} ${listening} -c fsync=off -c max_connections=${maxConnections}`
  const pgCtl = (...args: readonly string[]) => run('pg_ctl', '-D', data, '-w', '-t', '300', ...args)
  const resume = async (): Promise<void> => {
    await pgCtl('-o', settings, '-l', join(folder, 'log'), 'start')
  }
  try {
    const trusts = ['--auth-local=trust', '--auth-host=scram-sha-256']
    await run('initdb', '-D', data, ...trusts, '-U', 'postgres', '-E', 'UTF8', '--no-sync')
    await resume()
  } catch (error) {
    await stop()
    throw error
  }
  const halt = async (how = 'fast'): Promise<void> => {
    await pgCtl('-m', how, 'stop')
  }
  return { host: folder, user: 'postgres', port, halt, resume, stop }
}

/**
 * A shell that waits for the end of its input, which comes when this process ends, in whatever way: then it ends the server and
 * removes the folder. The answer does the same before.
 */
function endsWithThisProcess(
  pgCtl: string,
  folder: string,
  data: string,
  who: SpawnOptions,
): () => Promise<void> {
  const script = 'cat; "$1" -D "$2" -m immediate stop; rm -rf "$3"'
  const shell = spawn('sh', ['-c', script, 'sh', pgCtl, data, folder], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    ...who,
  })
  shell.unref()
  const { stdin } = shell
  // A socket, which else would keep this process alive.
  if (stdin instanceof Socket) stdin.unref()
  return async () => {
    stdin?.end()
    if (shell.exitCode === null) await once(shell, 'exit')
  }
}

/** PostgreSQL refuses to run as root. */
function otherUser(): { readonly uid: number; readonly gid: number } {
  const idOf = (what: string): number =>
    Number(
      ['postgres', 'nobody']
        .map((name) => spawnSync('id', [what, name]).stdout.toString())
        .find((id) => id !== ''),
    )
  return { uid: idOf('-u'), gid: idOf('-g') }
}
