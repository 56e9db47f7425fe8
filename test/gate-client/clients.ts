import { join } from 'node:path'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { runCli } from '../cli/run-cli.ts'
import { requiredProgram } from '../support/required-program.ts'
import { type Ran, type Started, startProgram } from '../support/start-program.ts'

export type Variables = Readonly<Record<string, string>>

/** One way to ask the gate from a pipeline. */
export interface Client {
  readonly name: string
  run(args: readonly string[], env: Variables): Promise<Ran>
}

/** A client that is a program of its own. */
export interface ClientProgram extends Client {
  /** The same, still running. */
  start(args: readonly string[], env: Variables): Started
}

const file = (name: string): string => join(PROJECT_ROOT, 'gate-client', name)

/** Runs with no environment but the given one and PATH. */
function program(name: string, command: string, before: readonly string[]): ClientProgram {
  const start = (args: readonly string[], env: Variables): Started =>
    startProgram(command, [...before, ...args], { env: { PATH: process.env['PATH'], ...env } })
  return { name, start, run: (args, env) => start(args, env).ran }
}

const curl = requiredProgram('curl')
const busybox = requiredProgram('busybox')

/** The file for Node. */
export const NODE = program('budgeteer-gate.mjs', process.execPath, [file('budgeteer-gate.mjs')])

/** The shell file, by each shell that is here. */
export const SHELLS: readonly ClientProgram[] = [
  ...(curl ? [program('budgeteer-gate.sh', '/bin/sh', [file('budgeteer-gate.sh')])] : []),
  ...(curl && busybox
    ? [program('budgeteer-gate.sh by busybox', busybox, ['sh', file('budgeteer-gate.sh')])]
    : []),
]

export const PROGRAMS: readonly ClientProgram[] = [NODE, ...SHELLS]

/** Everything that must answer alike. */
export const CLIENTS: readonly Client[] = [
  ...PROGRAMS,
  { name: 'budgeteer gate', run: (args, env) => runCli(['gate', ...args], env) },
]
