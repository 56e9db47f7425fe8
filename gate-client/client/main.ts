import { helpText } from '../description/help.ts'
import { ENDINGS } from '../description/exit-codes.ts'
import { givenFlags, WrongUsage } from './given-flags.ts'
import { runGate, wrongUsage } from './run-gate.ts'
import { machine } from './surroundings.ts'

/** The whole client, as a pipeline runs it. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const flags = givenFlags(args)
    if (flags !== null) return await runGate(flags, machine)
    machine.out(helpText())
    return ENDINGS.allowed.code
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error
    const { ending, line } = wrongUsage(error)
    machine.err(line)
    return ENDINGS[ending].code
  }
}

process.exitCode = await main(process.argv.slice(2))
