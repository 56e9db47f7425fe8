import { type Ending, ENDINGS } from '../description/exit-codes.ts'
import { PAUSES } from '../description/pauses.ts'
import { type Asked, askGate, type Asking } from './ask-gate.ts'
import { type GivenFlags, WrongUsage } from './given-flags.ts'
import { nodeFs } from './node-modules.ts'
import { gateOptions } from './options.ts'
import { proxyFor } from './proxy.ts'
import type { GateReply } from './reply.ts'
import type { Surroundings } from './surroundings.ts'
import { endingOf, lastLine, plain, reasonLines, verdictLine } from './words.ts'

/** How it ended, and the answer where there is one. */
export interface Ended {
  readonly ending: Ending
  /** What is printed last. */
  readonly line: string
  readonly reply?: GateReply
}

/** Asks the gate and says what it answered. Resolves to the exit code, whatever happens. */
export async function runGate(flags: GivenFlags, surroundings: Surroundings): Promise<number> {
  const { out, err } = surroundings
  const { ending, line, reply } = await endOf(flags, surroundings)
  if (reply === undefined) err(line)
  else if (flags.has('json')) {
    out(JSON.stringify(reply, null, 2))
    err(line)
  } else {
    for (const row of reasonLines(reply)) out(row)
    out(line)
  }
  return ENDINGS[ending].code
}

/** The same without saying it. */
export async function endOf(flags: GivenFlags, surroundings: Surroundings): Promise<Ended> {
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const options = gateOptions(flags, surroundings.env)
    const { cacert, onError, dryRun } = options
    proxyFor(new URL(options.url), surroundings.env)
    const ca = cacert === undefined ? undefined : authorities(cacert)
    const outcome = await askUntilDecided(
      { ...options, ca, key: newKey(), signal: stop.signal },
      surroundings,
    )
    if (outcome.kind === 'answered') {
      const { reply } = outcome
      return { ending: endingOf(reply), line: verdictLine(reply, dryRun), reply }
    }
    if (outcome.kind === 'refused') {
      const ending = [401, 403, 404].includes(outcome.status) ? 'unanswered' : 'usage'
      return { ending, line: lastLine(ending, outcome.why) }
    }
    const why = notReached(outcome)
    if (onError === undefined) return { ending: 'unanswered', line: lastLine('unanswered', why) }
    const ending = onError === 'allow' ? 'allowed' : 'denied'
    return { ending, line: lastLine(ending, `--on-error ${onError}, for ${why}`, ', without an answer') }
  } catch (error) {
    if (stop.signal.aborted)
      return { ending: 'interrupted', line: lastLine('interrupted', 'nothing was decided') }
    if (error instanceof WrongUsage) return wrongUsage(error)
    throw error
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

export const wrongUsage = ({ message }: WrongUsage): Ended => ({
  ending: 'usage',
  line: lastLine('usage', `${message} (--help says what there is)`),
})

function authorities(file: string): string {
  try {
    return nodeFs().readFileSync(file, 'utf8')
  } catch (error) {
    throw new WrongUsage(`the authorities to trust cannot be read: ${(error as Error).message}`)
  }
}

/** Need not be secret, only unlike any other: node:crypto takes longer to load than the bot to answer. */
const newKey = (): string =>
  [Date.now(), Math.random(), Math.random()].map((part) => part.toString(36).replace('0.', '')).join('-')

/** Asks until the answer is final or the time to wait is over; a bot that is away meanwhile may come back. */
async function askUntilDecided(asking: Asking, surroundings: Surroundings): Promise<Asked> {
  const { clock, err } = surroundings
  const until = clock.now() + asking.waitMs
  let pauseMs: number = PAUSES.firstPollMs
  let told = ''
  for (;;) {
    const outcome = await askGate(asking, surroundings)
    const leftMs = until - clock.now()
    if (isFinal(outcome) || leftMs <= 0) return outcome
    const news = outcome.kind === 'answered' ? outcome.reply.explanation : notReached(outcome)
    if (news !== told) err(plain(`waiting: ${news}`))
    told = news
    const wantedMs = asking.intervalMs ?? pauseMs * (0.5 + clock.random() / 2)
    await clock.sleep(Math.min(wantedMs, leftMs), asking.signal)
    pauseMs = Math.min(pauseMs * 1.5, PAUSES.longestPollMs)
  }
}

const isFinal = (outcome: Asked): boolean =>
  outcome.kind === 'refused' || (outcome.kind === 'answered' && endingOf(outcome.reply) !== 'waiting')

const notReached = (outcome: Exclude<Asked, { kind: 'answered' }>): string =>
  outcome.kind === 'unreachable' ? `the bot cannot be reached: ${outcome.why}` : outcome.why
