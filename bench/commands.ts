import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { PROJECT_ROOT } from '../src/cli/configuration/project-root.ts'
import { alternating } from './alternating.ts'
import { builtProgram } from './built-program.ts'
import { startChild } from './child.ts'
import { measured, type Goal, type Measurement } from './measurement.ts'

const ROUNDS = 21
/** Good, denied, waiting: whatever the bot decides, it answered. */
const ANSWERED = [0, 3, 4]
const CLIENT = join(PROJECT_ROOT, 'gate-client', 'budgeteer-gate.mjs')
const QUESTION = ['--service', 'api-gateway', '--change', 'feature', '--revision', '4f2a9c1']

/** From the spawn to the exit: help, and a pipeline's question to a bot on this machine, against a Node that does nothing. */
export async function measureCommands(): Promise<readonly Measurement[]> {
  const program = await builtProgram()
  const gate = await startChild('gate-server.ts', { ready: /^listening (\S+)$/ })
  const env = { BUDGETEER_URL: gate.said, BUDGETEER_TOKEN: 'bench-token' }
  try {
    return [
      await compared('budgeteer --help', { least: 1 / 3, aim: 1 / 2 }, () => tookMs([program, '--help'])),
      await compared('gate client', { least: 1 / 2.5, aim: 1 / 2 }, () => tookMs([CLIENT, ...QUESTION], env)),
    ]
  } finally {
    await gate.stop()
  }
}

async function compared(name: string, goal: Goal, ours: () => Promise<number>): Promise<Measurement> {
  const empty = (): Promise<number> => tookMs(['-e', '0'])
  // The first run fills the cache of compiled code, as it does for whoever uses it twice.
  await ours()
  return measured({ name, unit: 'ms', better: 'less' }, await alternating(ROUNDS, ours, empty), goal)
}

async function tookMs(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const complaints = text(child.stderr)
  const [code] = (await once(child, 'exit')) as [number | null]
  const ms = performance.now() - startedAt
  if (code === null || !ANSWERED.includes(code))
    throw new Error(`${args.join(' ')} ended with ${code ?? 'a signal'}: ${await complaints}`)
  return ms
}
