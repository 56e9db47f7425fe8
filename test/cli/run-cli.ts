import { Console } from 'node:console'
import { vi } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'
import { type Ran, type Started, startProgram } from '../support/start-program.ts'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

type Variables = Readonly<Record<string, string>>

/** No environment but the given one. Empty: a `.env` in this folder, which a developer may have, must not show through. */
const environment = (env: Variables): Variables => ({
  PATH: process.env['PATH'] ?? '',
  NO_COLOR: '1',
  BUDGETEER_PROGRESS: 'never',
  SLACK_BOT_TOKEN: '',
  SLACK_APP_TOKEN: '',
  SLACK_SIGNING_SECRET: '',
  SLACK_API_URL: '',
  BUDGETEER_TOKEN_CI: '',
  ...env,
})

/** The real command line as a child process: a second of loading, for tests of what only a process does, such as to heed a signal. */
export function startCli(args: readonly string[], env: Variables = {}): Started {
  return startProgram(process.execPath, [MAIN, ...args], { env: environment(env) })
}

type Done = (error?: Error | null) => void

/** Thrown where the process would have ended. */
class Exited extends Error {
  override readonly name = 'Exited'
}

/** The same command line within this process, one at a time. `run` does less than all of it. */
export async function runCli(
  args: readonly string[],
  env: Variables = {},
  run: (args: readonly string[]) => Promise<unknown> = () => runProgram(),
): Promise<Ran> {
  let code: number | undefined
  const said = { out: '', err: '' }
  const take =
    (stream: keyof typeof said) =>
    (chunk: string | Uint8Array, encodingOrDone?: BufferEncoding | Done, done?: Done): boolean => {
      if (code === undefined) said[stream] += chunk.toString()
      const then = typeof encodingOrDone === 'function' ? encodingOrDone : done
      then?.()
      return true
    }
  const { argv: argvBefore, env: envBefore } = process
  const { console: consoleBefore } = globalThis
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(take('err')),
    vi.spyOn(process, 'exit').mockImplementation((exitCode) => {
      // What stands after it, such as whoever catches this one, no longer counts.
      code ??= Number(exitCode ?? 0)
      throw new Exited()
    }),
  ]
  globalThis.console = new Console(process.stdout, process.stderr)
  process.argv = [process.execPath, MAIN, ...args]
  process.env = environment(env)
  try {
    await run(args)
    code ??= Number(process.exitCode ?? 0)
  } catch (error) {
    if (!(error instanceof Exited)) throw error
  } finally {
    process.exitCode = undefined
    process.argv = argvBefore
    process.env = envBefore
    globalThis.console = consoleBefore
    for (const spy of spies) spy.mockRestore()
  }
  return { code: code ?? null, ...said }
}
