import { execFile, spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { requiredProgram } from './required-program.ts'

/** Debian keeps the server's programs beside the PATH. */
const programs = (): string | undefined => globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1)

/** Whether a real PostgreSQL can be started here. */
export const hasPostgres = (): boolean => programs() !== undefined || requiredProgram('initdb') !== undefined

export interface RunningPostgres {
  /** Of its socket: it listens on no port. */
  readonly host: string
  readonly user: string
  /** Ends it and removes its folder. */
  readonly stop: () => Promise<void>
}

/** Starts a real PostgreSQL in a new temporary folder, as another user where this one is root. */
export async function startPostgres(): Promise<RunningPostgres> {
  const initdb = programs() ?? requiredProgram('initdb')
  if (initdb === undefined) throw new Error('postgresql is not installed')
  const bin = dirname(initdb)
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-postgres-'))
  const who: { readonly uid?: number; readonly gid?: number } = process.getuid?.() === 0 ? otherUser() : {}
  if (who.uid !== undefined && who.gid !== undefined) await chown(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  const run = (program: string, ...args: readonly string[]) =>
    promisify(execFile)(join(bin, program), args, { cwd: folder, ...who })
  const ending = ['-D', data, '-m', 'immediate', 'stop']
  const kill = (): void => void spawnSync(join(bin, 'pg_ctl'), ending, { cwd: folder, ...who })
  process.once('exit', kill)
  try {
    await run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync')
    const options = `-k ${folder} -c listen_addresses= -c fsync=off`
    await run('pg_ctl', '-D', data, '-o', options, '-l', join(folder, 'log'), '-w', '-t', '300', 'start')
  } catch (error) {
    process.off('exit', kill)
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return {
    host: folder,
    user: 'postgres',
    stop: async () => {
      process.off('exit', kill)
      if (existsSync(join(data, 'postmaster.pid'))) await run('pg_ctl', ...ending)
      await rm(folder, { recursive: true, force: true })
    },
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
