import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from '../../../src/cli/configuration/project-root.ts'
import type { GateLoadOrder, GateLoadReport } from './gate-load.ts'

const READY_WITHIN_MS = 120_000
const KEPT_LINES = 500
const USAGE_WITHIN_MS = 60_000

/** What one process of the bot uses. */
export interface Usage {
  readonly residentBytes: number
  readonly heapBytes: number
  /** At p99, since it was asked before. */
  readonly loopDelayMs: number
}

/** `budgeteer start` in a process of its own, which logs warnings and what is worse; the newest lines are kept. */
export class SoakBot {
  readonly lines: string[] = []
  readonly ready: Promise<undefined>
  readonly #child: ChildProcess

  constructor(config: string, env: Readonly<Record<string, string>>) {
    const reporting = ['--expose-gc', '--import', fileURLToPath(new URL('report-heap.mjs', import.meta.url))]
    const args = [...reporting, 'src/main.ts', 'start', '--config', config, '--log-level', 'info']
    const child = spawn(process.execPath, args, {
      cwd: PROJECT_ROOT,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child = child
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    this.ready = promise
    const late = setTimeout(() => reject(new Error('the bot was not ready in time')), READY_WITHIN_MS)
    if (child.stderr === null) throw new Error('its log cannot be read')
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('"msg":"budgeteer is running"')) resolve(undefined)
      if (this.lines.push(line) > KEPT_LINES) this.lines.shift()
    })
    child.once('exit', () => reject(new Error(`the bot ended: ${this.lines.join('\n')}`)))
    promise.catch(() => undefined).finally(() => clearTimeout(late))
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What it uses, after garbage was collected. Rejects when it does not answer in time. */
  async usage(): Promise<Usage> {
    const answer = once(this.#child, 'message', { signal: AbortSignal.timeout(USAGE_WITHIN_MS) })
    this.#child.send('usage')
    const [used] = (await answer) as [Usage]
    return used
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.isRunning) return
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exited
  }
}

/** Starts what asks the gate; what is given back ends it and brings its report. */
export function startGateLoad(order: GateLoadOrder): () => Promise<GateLoadReport> {
  const child = fork(new URL('gate-load.ts', import.meta.url), [JSON.stringify(order)])
  return async () => {
    const report = once(child, 'message')
    child.send('end')
    const [told] = (await report) as [GateLoadReport]
    return told
  }
}
