import { Worker } from 'node:worker_threads'

/** No case takes longer: what is fed to the bot is small. Generous, as other processes may hold the machine. */
export const CASE_LIMIT_MS = 30_000

/**
 * Ends this process, naming the case, when one hangs: a loop without an end stops every timer of its own thread, so another thread
 * keeps the time.
 */
export class Watchdog {
  readonly #thread = new Worker(KEEP_TIME, { eval: true, workerData: { limitMs: CASE_LIMIT_MS } })

  constructor() {
    this.#thread.unref()
  }

  begins(what: string): void {
    this.#thread.postMessage(what)
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }
}

const KEEP_TIME = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { writeSync } = require('node:fs')
  let timer
  parentPort.on('message', (what) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      writeSync(2, 'This case hangs for ' + workerData.limitMs + ' ms: ' + what + '\\n')
      process.kill(process.pid, 'SIGKILL')
    }, workerData.limitMs)
  })
`
