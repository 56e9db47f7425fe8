import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** How a command ended, and what it said. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ran: Promise<Ran>
  /** Resolves when standard error holds the text; rejects when the command ends before. */
  readonly saying: (words: string) => Promise<void>
}

/** Starts a program that is asked nothing on its standard input. */
export function startProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Started {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ran = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
    ([[code], out, err]): Ran => ({ code: code as number | null, out, err }),
  )
  const saying = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (said.includes(words)) resolve()
      }
      look()
      child.stderr.on('data', look)
      child.once('exit', () => reject(new Error(`it ended without saying "${words}": ${said}`)))
    })
  return { child, ran, saying }
}
