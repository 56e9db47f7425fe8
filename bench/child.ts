import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What a process has used. */
export interface Usage {
  /** Of all threads since the start. */
  readonly cpuMs: number
  readonly residentBytes: number
}

export interface Child {
  /** From the spawn to the line that says it is ready. */
  readonly startUpMs: number
  /** What the expression for that line captured first; empty when it captures nothing. */
  readonly said: string
  usage(): Promise<Usage>
  /** Asks it to end with SIGTERM, and waits until it has. */
  stop(): Promise<void>
}

export interface ChildOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Matches the line, on either output, that says the program is ready. */
  readonly ready: RegExp
  /** Default: a minute. */
  readonly readyWithinMs?: number
}

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 15_000
const KEPT_LINES = 20

/** Runs a program of this project in a process of its own. `script` is a path, from this folder where it is relative. Rejects when it never gets ready. */
export async function startChild(script: string, options: ChildOptions): Promise<Child> {
  const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    ['--import', path('report-usage.mjs'), path(script), ...(options.args ?? [])],
    {
      env: { PATH: process.env['PATH'] ?? '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  const exited = once(child, 'exit')
  const lines: string[] = []
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>()
  for (const output of [child.stdout, child.stderr]) {
    if (output === null) continue
    createInterface({ input: output }).on('line', (line) => {
      if (lines.push(line) > KEPT_LINES) lines.shift()
      const found = options.ready.exec(line)
      if (found !== null) resolve(found[1] ?? '')
    })
  }
  const failed = (how: string) => () => reject(new Error(`${script} ${how}:\n${lines.join('\n')}`))
  void exited.then(failed('ended before it was ready'))
  const late = setTimeout(failed('was not ready in time'), options.readyWithinMs ?? READY_WITHIN_MS)
  const stop = async (): Promise<void> => {
    const forced = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    child.kill('SIGTERM')
    await exited
    clearTimeout(forced)
  }
  try {
    const said = await ready
    const startUpMs = performance.now() - startedAt
    const usage = async (): Promise<Usage> => {
      const answer = once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) })
      child.send('usage')
      const [used] = (await answer) as [Usage]
      return used
    }
    return { startUpMs, said, usage, stop }
  } catch (error) {
    if (child.exitCode === null && child.signalCode === null) await stop()
    throw error
  } finally {
    clearTimeout(late)
  }
}
