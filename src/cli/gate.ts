import { randomUUID } from 'node:crypto'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { monotonicClock } from '../adapters/system/system-clock.ts'
import { youngMark } from '../core/budgets/young.ts'
import { percentText } from '../core/budgets/percent.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import { readSpan, spanAdvice } from '../core/kernel/time/typed-span.ts'
import { ciRun } from './gate/ci-run.ts'
import { EXIT } from './terminal/exit-codes.ts'
import {
  type Asked,
  askGate,
  type GateConnection,
  type GateQuestion,
  type GateReply,
} from './gate/ask-gate.ts'
import { plain } from './terminal/plain.ts'
import { withCommas } from './terminal/with-commas.ts'

interface GateOptions extends GateQuestion {
  readonly url: string
  /** True without a value. */
  readonly wait?: number | true
  readonly timeout: number
  readonly json?: true
  readonly onError?: 'allow' | 'deny'
}

const WAIT_MS = 30 * MINUTE_MS
const FIRST_POLL_MS = 2 * SECOND_MS
const LONGEST_POLL_MS = 15 * SECOND_MS

/** `budgeteer gate`: asks the running bot whether a change may be deployed, and says so with its exit code. */
export function gateCommand(
  command: Command,
  env: NodeJS.ProcessEnv = process.env,
  clock: Clock = monotonicClock,
): Command {
  const revision = new Option('--revision <revision>', 'what is shipped: a commit, a tag')
  const sha = [env['GITHUB_SHA'], env['CI_COMMIT_SHA']].find((given) => given !== undefined && given !== '')
  const run = new Option('--run <id>', 'the pipeline run: a further attempt of it may use its grant again')
  const attempt = new Option('--attempt <number>', 'which attempt of the run this is, from 1').argParser(
    count,
  )
  const ci = ciRun(env)
  return command
    .addOption(
      new Option('--url <url>', 'where the bot listens')
        .env('BUDGETEER_URL')
        .argParser(url)
        .makeOptionMandatory(),
    )
    .requiredOption('--service <name>', 'the service')
    .requiredOption('--change <type>', 'the change type: feature, p0-hotfix, …')
    .addOption(sha === undefined ? revision : revision.default(sha, '$GITHUB_SHA or $CI_COMMIT_SHA'))
    .option('--environment <name>', 'where to (default: production)')
    .option('--risk <risk>', "a risk higher than the change type's own")
    .option('--request <id>', 'the deploy request that this belongs to')
    .addOption(
      ci === undefined
        ? run
        : run.default(ci.run, '$GITHUB_RUN_ID, $CI_PIPELINE_ID, $BUILD_TAG and the like'),
    )
    .addOption(ci?.attempt === undefined ? attempt : attempt.default(ci.attempt, 'as the CI counts it'))
    .option(
      '--confirm <names>',
      'requirements that this pipeline vouches for, with commas between',
      withCommas,
    )
    .option('--wait [duration]', 'ask until it is decided, at most so long (default: 30m)', duration)
    .option('--timeout <duration>', 'how long one try may take', duration, 15 * SECOND_MS)
    .option('--json', 'print the answer as JSON')
    .addOption(
      new Option('--on-error <verdict>', 'what to conclude when the bot cannot be reached').choices([
        'allow',
        'deny',
      ]),
    )
    .addHelpText('after', HELP)
    .action(async (options: GateOptions) => {
      process.exitCode = await runGate(options, env['BUDGETEER_TOKEN'] ?? '', clock)
    })
}

const HELP = `
The token comes from the environment: BUDGETEER_TOKEN. The revision is $GITHUB_SHA or $CI_COMMIT_SHA if not given.
The run and its attempt are those of GitHub, GitLab, Buildkite, Azure or Jenkins if not given: a job that failed and runs
again in the same run may use its grant again; another run may not.

Exit codes: 0 allowed, 3 denied, 4 waiting for approval, 1 the bot cannot be reached or turned the token away,
2 wrong usage. With --on-error, a bot that cannot be reached means 0 (allow) or 3 (deny).`

async function runGate(options: GateOptions, token: string, clock: Clock): Promise<number> {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    console.error('error: set BUDGETEER_TOKEN to a token of the bot with the scope "gate"')
    return EXIT.usage
  }
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const idempotencyKey = randomUUID()
  const connection = {
    url: options.url,
    token,
    idempotencyKey,
    timeoutMs: options.timeout,
    signal: stop.signal,
    clock,
  }
  try {
    const waitMs = options.wait === true ? WAIT_MS : (options.wait ?? 0)
    return conclude(await askUntilDecided(question(options), connection, waitMs), options)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    console.error('interrupted: nothing was decided')
    return EXIT.interrupted
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

function question({
  service,
  change,
  revision,
  environment,
  risk,
  request,
  run,
  attempt,
  confirm,
}: GateOptions): GateQuestion {
  return {
    service,
    change,
    ...(revision !== undefined && { revision }),
    ...(environment !== undefined && { environment }),
    ...(risk !== undefined && { risk }),
    ...(request !== undefined && { request }),
    ...(run !== undefined && { run }),
    ...(attempt !== undefined && { attempt }),
    ...(confirm !== undefined && { confirm }),
  }
}

/** Asks until the answer is final or `waitMs` have passed; a bot that is away meanwhile may come back. */
async function askUntilDecided(
  asked: GateQuestion,
  connection: GateConnection,
  waitMs: number,
): Promise<Asked> {
  const { clock, signal } = connection
  const until = clock.now() + waitMs
  let pauseMs = FIRST_POLL_MS
  let told = ''
  for (;;) {
    const outcome = await askGate(asked, connection)
    const leftMs = until - clock.now()
    if (isFinal(outcome) || leftMs <= 0) return outcome
    const news = outcome.kind === 'answered' ? outcome.reply.explanation : notReached(outcome)
    if (news !== told) console.error(plain(`waiting: ${news}`))
    told = news
    await clock.sleep(Math.min(pauseMs, leftMs), signal)
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_POLL_MS)
  }
}

const isFinal = (outcome: Asked): boolean =>
  outcome.kind === 'refused' || (outcome.kind === 'answered' && outcome.reply.decision !== 'needs-approval')

const notReached = (outcome: Exclude<Asked, { kind: 'answered' }>): string =>
  outcome.kind === 'unreachable' ? `the bot cannot be reached: ${outcome.why}` : outcome.lines.join('; ')

function conclude(outcome: Asked, options: GateOptions): number {
  if (outcome.kind === 'answered') {
    const { reply } = outcome
    console.log(options.json ? JSON.stringify(reply, null, 2) : gateText(reply))
    if (reply.allowed) return EXIT.good
    return reply.decision === 'needs-approval' ? EXIT.waiting : EXIT.denied
  }
  if (outcome.kind === 'refused') {
    for (const line of outcome.lines) console.error(plain(`error: ${line}`))
    return [401, 403, 404].includes(outcome.status) ? EXIT.error : EXIT.usage
  }
  console.error(plain(`error: ${notReached(outcome)}`))
  if (options.onError === undefined) return EXIT.error
  console.error(`--on-error ${options.onError}: concluding "${options.onError}" without an answer`)
  return options.onError === 'allow' ? EXIT.good : EXIT.denied
}

const VERDICT = { approved: 'Allowed', 'needs-approval': 'Waiting for approval', blocked: 'Denied' } as const

/** The answer as a person reads it in a pipeline's log: verdict and reason, the policy line, what is still open. */
function gateText(reply: GateReply): string {
  const { remainingRatio, stale, young } = reply.budget
  const { titles = {} } = reply
  const open = reply.seats
    .filter(({ count, filledBy }) => filledBy.length < count)
    .map(({ role, count, filledBy }) => `${count - filledBy.length} × ${titles[role] ?? role}`)
  const rows: readonly (readonly [string, string])[] = [
    ['reason', reply.reasons.map((reason) => reason.replaceAll('_', ' ')).join(', ')],
    ['policy', `${reply.rule} (${reply.policy.name} ${reply.policy.version})`],
    [
      'level',
      remainingRatio === null
        ? reply.level
        : `${reply.level}, ${percentText(remainingRatio)} of the budget left${youngMark(young)}${stale ? ' (stale)' : ''}`,
    ],
    ['open seats', open.join(', ')],
    ['still needed', reply.requires.map((name) => requirementIn(titles, name)).join(', ')],
    ['request', reply.requestId ?? ''],
    ['grant', reply.grantId === null ? '' : [reply.grantId, untilText(reply.expiresAt)].join('')],
  ]
  const told = rows.filter(([, value]) => value !== '')
  return [
    `${VERDICT[reply.decision]}: ${reply.explanation}`,
    ...told.map(([name, value]) => `  ${name.padEnd(12)}  ${value}`),
  ]
    .map(plain)
    .join('\n')
}

/** A requirement with the name by which `--confirm` takes it. */
const requirementIn = (titles: Readonly<Record<string, string>>, name: string): string =>
  titles[name] === undefined ? name : `${titles[name]} [${name}]`

const untilText = (expiresAt: string | null): string => (expiresAt === null ? '' : `, until ${expiresAt}`)

function url(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return text
  throw new InvalidArgumentError('It must be an address such as https://budgeteer.example.com.')
}

function count(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('It must be 1, 2, 3, …')
  return number
}

function duration(text: string): number {
  const ms = readSpan(text)
  if (ms === undefined || ms === 0) throw new InvalidArgumentError(spanAdvice(text))
  return ms
}
