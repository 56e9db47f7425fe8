import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { requiredProgram } from './required-program.ts'

export interface ServerSetup {
  /** Its name on the PATH, or what its own `path` is called. */
  readonly program: string
  /** Where it is, if not on the PATH. */
  readonly path?: string
  /** Left out: that of the tests. */
  readonly env?: (address: string) => NodeJS.ProcessEnv
  /** Answered with success once it is ready, such as `/-/ready`. */
  readonly readyPath: string
  /** Writes the files that it starts with into its folder; answers with its command line. */
  commandLine(folder: string, address: string): Promise<readonly string[]> | readonly string[]
  /** Left out: any free one. */
  readonly port?: number | undefined
}

export interface RunningServer {
  readonly url: string
  /** Ends it and removes its folder. */
  readonly stop: () => Promise<void>
}

/** Starts a real server on 127.0.0.1, its files in a new temporary folder. Throws with its log when it is not ready in time. */
export async function startServer(setup: ServerSetup): Promise<RunningServer> {
  const program = setup.path ?? requiredProgram(setup.program)
  if (program === undefined) throw new Error(`${setup.program} is not installed`)
  const folder = await mkdtemp(join(tmpdir(), `budgeteer-${setup.program}-`))
  try {
    return await startIn(folder, program, setup)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** What else listens on a port may answer in a server's place, which then ends: it is given another port. */
const TRIES = 3
const STEADY_MS = 200

async function startIn(folder: string, program: string, setup: ServerSetup): Promise<RunningServer> {
  const logs: string[] = []
  for (let tries = 0; tries < TRIES; tries += 1) {
    const home = join(folder, String(tries))
    await mkdir(home)
    const started = await startOnce(home, program, setup)
    if (typeof started !== 'string')
      return {
        url: started.url,
        stop: async () => {
          await started.stop()
          await rm(folder, { recursive: true, force: true })
        },
      }
    logs.push(started)
  }
  throw new Error(`${setup.program} did not start: ${logs.join('')}`)
}

/** One try, in a folder of its own; answers with the log of a server that did not come to be ready, or did not stay so. */
async function startOnce(
  folder: string,
  program: string,
  setup: ServerSetup,
): Promise<RunningServer | string> {
  const address = `127.0.0.1:${setup.port ?? (await freePort())}`
  const url = `http://${address}`
  const child = spawn(program, await setup.commandLine(folder, address), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: setup.env?.(address) ?? process.env,
  })
  const log: string[] = []
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  // Whoever finds it gone wants to know why: also where it was on its way out when it was told to stop.
  let isTold = false
  child.once('exit', (code, signal) => {
    if (isTold && (code === 0 || signal === 'SIGTERM' || signal === 'SIGKILL')) return
    process.stderr.write(
      `${program} at ${address} ended by itself (${code ?? signal ?? ''}): ${log.join('')}\n`,
    )
  })
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    isTold = true
    await stopChild(child)
  }
  const ready = `${url}${setup.readyPath}`
  if (await isReady(ready, child)) {
    await setTimeout(STEADY_MS)
    if (await isReady(ready, child)) return { url, stop }
  }
  await stop()
  return log.join('')
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 300 && isRunning(child); tries += 1) {
    try {
      const { ok } = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      if (ok) return true
    } catch {
      // It does not listen yet.
    }
    await setTimeout(100)
  }
  return false
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const slow = setTimeout(10_000, 'slow', { ref: false })
  if ((await Promise.race([exited, slow])) === 'slow') child.kill('SIGKILL')
  await exited
}
