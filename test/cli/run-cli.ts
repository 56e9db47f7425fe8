import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ran: Promise<Ran>
  /** Resolves when standard error holds the text; rejects when the command ends before. */
  saying(words: string): Promise<void>
}

/** Empty: a `.env` beside package.json, which a developer may have, must not show through. */
const NOTHING_SET = {
  SLACK_BOT_TOKEN: '',
  SLACK_APP_TOKEN: '',
  SLACK_SIGNING_SECRET: '',
  SLACK_API_URL: '',
  BUDGETEER_TOKEN_CI: '',
}

/** The real command line as a child process, with no environment but the given one. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...NOTHING_SET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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

export const runCli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  startCli(args, env).ran
