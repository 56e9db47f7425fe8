/** What the client needs of the machine. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Prints a line on standard output. */
  readonly out: (line: string) => void
  /** Prints a line on standard error. */
  readonly err: (line: string) => void
  readonly clock: Clock
}

export interface Clock {
  /** Milliseconds. They never go back. */
  now(): number
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** From 0 to 1. */
  random(): number
}

export const machine: Surroundings = {
  get env() {
    return process.env
  },
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  clock: {
    now: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const wakeUp = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wakeUp)
          if (signal.aborted) reject(new Error('interrupted'))
          else resolve()
        }
        const timer = setTimeout(wakeUp, ms)
        signal.addEventListener('abort', wakeUp)
        if (signal.aborted) wakeUp()
      }),
    random: () => Math.random(),
  },
}
