import { nodeFs } from '../client/node-modules.ts'
import type { GivenFlags } from '../client/given-flags.ts'
import { WrongUsage } from '../client/given-flags.ts'
import { type Ended, endOf, wrongUsage } from '../client/run-gate.ts'
import { machine } from '../client/surroundings.ts'
import { reasonLines, recordOf } from '../client/words.ts'
import { ENDINGS } from '../description/exit-codes.ts'
import { flagsOf, input, truth } from './inputs.ts'
import { summaryOf } from './summary.ts'
import { annotation, mask, outputLines } from './workflow-commands.ts'

/** The GitHub Action: the gate client, with inputs for flags, and outputs, a summary and annotations for what it says. */
async function main(): Promise<number> {
  const { env, out } = machine
  const token = input(env, 'token') || (env['BUDGETEER_TOKEN'] ?? '')
  if (token !== '') out(mask(token))
  const { flags, isFailing, ended } = await asked(token)
  for (const row of ended.reply === undefined ? [] : reasonLines(ended.reply)) out(row)
  out(ended.line)
  const isGood = ended.ending === 'allowed'
  const isWrong = ended.ending === 'usage' || ended.ending === 'interrupted'
  const kind = !isGood && (isFailing || isWrong) ? 'error' : isGood && isPlain(ended) ? 'notice' : 'warning'
  out(annotation(kind, `Deployment gate: ${ENDINGS[ended.ending].title}`, ended.line))
  write(env['GITHUB_OUTPUT'], outputsOf(ended))
  const what = { service: flags.get('service') ?? '', change: flags.get('change') ?? '' }
  write(env['GITHUB_STEP_SUMMARY'], summaryOf(ended, what))
  return kind === 'error' ? 1 : 0
}

async function asked(token: string): Promise<{ flags: GivenFlags; isFailing: boolean; ended: Ended }> {
  try {
    const flags = flagsOf(machine.env)
    const isFailing = truth(machine.env, 'fail', true)
    const ended = await endOf(flags, { ...machine, env: { ...machine.env, BUDGETEER_TOKEN: token } })
    return { flags, isFailing, ended }
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error
    return { flags: new Map(), isFailing: true, ended: wrongUsage(error) }
  }
}

/** The bot itself said yes, and enforcement would have said so too. */
const isPlain = ({ reply }: Ended): boolean => reply !== undefined && (reply.wouldHave?.allowed ?? true)

function outputsOf({ ending, line, reply }: Ended): string {
  const outputs = {
    allowed: String(ending === 'allowed'),
    decision: reply?.decision ?? '',
    'would-have': reply?.wouldHave?.decision ?? '',
    level: reply?.level ?? '',
    remaining: reply?.budget?.remainingText ?? '',
    'request-id': reply?.requestId ?? '',
    record: reply === undefined ? '' : recordOf(reply),
    explanation: reply?.explanation ?? line,
    'exit-code': String(ENDINGS[ending].code),
  }
  return Object.entries(outputs)
    .map(([name, value]) => outputLines(name, value))
    .join('')
}

function write(file: string | undefined, text: string): void {
  if (file) nodeFs().appendFileSync(file, text)
}

process.exitCode = await main()
