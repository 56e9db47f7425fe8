import { spelled, spelledDecision } from '../adapters/spelling/command-text.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { suggestion } from '../core/kernel/nearest.ts'
import type { BudgetFacts } from '../core/policy/condition.ts'
import { roleIn } from '../core/policy/approval-words.ts'
import type { Policy } from '../core/policy/policy.ts'
import { whatIf, type WhatIf, type WhatIfAnswer } from '../core/policy/what-if.ts'
import { readSpan } from '../core/kernel/time/typed-span.ts'
import { complain } from './terminal/complain.ts'
import { EXIT } from './terminal/exit-codes.ts'
import { type HelpPage, withHelp } from './terminal/help-page.ts'
import { lengthOfTime } from './terminal/length-of-time.ts'
import { aboutPolicy, openPolicy, type PolicyOptions } from './configuration/open-policy.ts'
import { type Cell, tableText } from './terminal/table-text.ts'
import { standardOutput } from './terminal/terminal.ts'
import { withCommas } from './terminal/with-commas.ts'
import { wrappedText } from './terminal/wrapped-text.ts'

interface DecideOptions extends PolicyOptions {
  readonly change: string
  readonly remaining: number
  readonly exhaustsIn?: number
  readonly exhaustedFor?: number
  readonly burn?: ReadonlyMap<number, number>
  readonly spent?: ReadonlyMap<number, number>
  readonly missed?: ReadonlyMap<number, number>
  readonly risk?: string
  readonly people?: readonly (readonly string[])[]
  readonly met?: readonly string[]
  readonly automatic?: true
  readonly claimed: boolean
  readonly json?: true
}

const HELP: HelpPage = {
  about: [
    'Asks only the policy: no service, no store, no directory. What is not given is unknown, and no condition on it holds.',
  ],
  exits: { 0: 'answered, whatever the answer', 1: 'the policy cannot be read' },
  examples: [
    'budgeteer policy decide --change feature --remaining 18',
    'budgeteer policy decide --change p0-hotfix --remaining 7 --met all \\\n    --people vp-engineering,senior-engineer,senior-engineer',
    'budgeteer policy decide --policy decision-matrix --change hotfix --remaining -5 \\\n    --exhausted-for 8d --json',
    'budgeteer policy decide --policy tiers --change feature --remaining 45 \\\n    --spent 28d=60 --burn 1h=2',
  ],
}

/** `budgeteer policy decide`: one decision, and the rules that were tried on the way to it. */
export const policyDecideCommand = (command: Command): Command =>
  aboutPolicy(withHelp(command, HELP))
    .requiredOption('--change <type>', 'the change type')
    .requiredOption('--remaining <percent>', 'how much of the budget remains', percent)
    .option(
      '--exhausts-in <duration>',
      'when the budget runs out at the rate of the last day, such as 36h',
      lengthOfTime,
    )
    .option('--exhausted-for <duration>', 'how long the budget has been spent, such as 8d', lengthOfTime)
    .option('--burn <lookback=rate>', 'a burn rate, such as 1h=2; may be repeated', perLength(1))
    .option(
      '--spent <period=percent>',
      'share of the budget spent in a period, such as 28d=60; may be repeated',
      perLength(100),
    )
    .option(
      '--missed <period=percent>',
      'share of a period with the objective missed, such as 30d=10; may be repeated',
      perLength(100),
    )
    .option('--risk <class>', 'a higher risk than the change type has by itself')
    .option(
      '--people <roles>',
      'one role for each person who approved; + joins the roles of one person',
      people,
    )
    .option('--met <requirements>', 'requirements that are met, or all', withCommas)
    .option('--automatic', 'the caller is an automatic pipeline')
    .option('--no-claimed', 'no named person or token claims an exemption')
    .option('--json', 'answer with JSON')
    .action(async (options: DecideOptions) => {
      process.exitCode = await run(options)
    })

async function run(options: DecideOptions): Promise<number> {
  const policy = await openPolicy(options)
  const question = questionOf(policy, options)
  if (typeof question === 'string') {
    complain(`error: ${question}`)
    return EXIT.usage
  }
  const answer = whatIf(policy, question)
  const asked = answer.decision.seats.map(({ role }) => role)
  for (const roles of question.people)
    if (asked.length > 0 && !roles.some((role) => asked.includes(role)))
      complain(`note: nobody is asked here as ${roles.join('+')}${suggestion(roles[0] ?? '', asked)}`)
  console.log(options.json ? asJson(question, answer) : asText(policy, answer))
  return EXIT.good
}

/** The question, or what is wrong with it. */
function questionOf(policy: Policy, options: DecideOptions): WhatIf | string {
  const change = policy.changes.get(options.change)
  if (change === undefined)
    return `no change type is called ${options.change}${suggestion(options.change, [...policy.changes.keys()])}`
  const risks = [...policy.risks.keys()]
  const risk = options.risk ?? change.risk
  if (!risks.includes(risk)) return `no risk is called ${risk}${suggestion(risk, risks)}`
  if (risks.indexOf(risk) < risks.indexOf(change.risk))
    return `${change.name} has ${change.risk} risk; a caller may raise it, never lower it`
  const requirements = [...policy.requirements.keys()]
  const met = options.met?.includes('all') ? requirements : (options.met ?? [])
  const unknown = met.find((name) => !requirements.includes(name))
  if (unknown !== undefined) return `no requirement is called ${unknown}${suggestion(unknown, requirements)}`
  return {
    budget: budgetOf(options),
    change,
    risk,
    people: options.people ?? [],
    met,
    automatic: options.automatic ?? false,
    claimsExemption: options.claimed,
  }
}

/** A requirement with the name by which `--met` takes it. */
const requirementIn = ({ requirements }: Policy, name: string): string => {
  const title = requirements.get(name)?.title
  return title === undefined ? name : `${title} [${name}]`
}

/** A spent budget is spent now, whether or not for how long is said. */
function budgetOf(options: DecideOptions): BudgetFacts {
  const { remaining, exhaustsIn, exhaustedFor, burn, spent, missed } = options
  const atOnce = remaining <= 0 ? 0 : null
  return {
    remainingRatio: remaining / 100,
    exhaustsInMs: atOnce ?? exhaustsIn ?? null,
    exhaustedForMs: exhaustedFor ?? atOnce,
    burnRates: burn ?? new Map(),
    spentRatios: spent ?? new Map(),
    missedRatios: missed ?? new Map(),
  }
}

const LOOKS = { approved: 'good', 'needs-approval': 'doubtful', blocked: 'bad' } as const

function asText(policy: Policy, { level, decision, tried, notices }: WhatIfAnswer): string {
  const terminal = standardOutput()
  const open = decision.seats
    .filter(({ count, filledBy }) => filledBy.length < count)
    .map(({ role, count, filledBy }) => `${count - filledBy.length} × ${roleIn(policy, role)}`)
  const facts = [
    ['level', `${level.emoji} ${level.name}, ${level.title}`],
    ['decision', { text: decision.decision, look: LOOKS[decision.decision] } as const],
    ['open seats', open.join(', ')],
    ['still needed', decision.requires.map((name) => requirementIn(policy, name)).join(', ')],
    ['notices', notices.map(({ name, text }) => `${name}: ${text}`).join(' ')],
    ['policy', `${decision.policy.name} ${decision.policy.version}`],
  ].filter(([, value]) => value !== '') satisfies Cell[][]
  const rules = tried.map(({ rule, says, decides }) => [decides ? '→' : ' ', rule, says])
  return [
    ...wrappedText(spelled(decision.explanation), terminal.columns),
    '',
    ...tableText(facts, { terminal }),
    '',
    terminal.paint('Rules tried:', 'heading'),
    ...tableText(rules, { terminal }),
  ].join('\n')
}

function asJson({ budget }: WhatIf, { decision, tried, notices }: WhatIfAnswer): string {
  const { remainingRatio, exhaustsInMs, exhaustedForMs } = budget
  const seconds = (ms: number | null | undefined): number | null =>
    ms === null || ms === undefined ? null : ms / 1_000
  return JSON.stringify(
    {
      ...spelledDecision(decision),
      service: '*',
      budget: {
        remainingRatio,
        exhaustsInSeconds: seconds(exhaustsInMs),
        exhaustedForSeconds: seconds(exhaustedForMs),
      },
      tried,
      notices: notices.map(({ name }) => name),
    },
    null,
    2,
  )
}

function percent(text: string): number {
  const value = Number(text.replace(/%$/, ''))
  if (text.trim() === '' || !Number.isFinite(value) || value > 100)
    throw new InvalidArgumentError('It must be a percentage up to 100, such as 18.')
  return value
}

/** Collects `28d=60`, as a figure by milliseconds. */
function perLength(scale: number) {
  return (text: string, before: ReadonlyMap<number, number> = new Map()): ReadonlyMap<number, number> => {
    const [length = '', figure = ''] = text.split('=')
    const ms = readSpan(length)
    const value = Number(figure)
    if (ms === undefined || figure === '' || !Number.isFinite(value))
      throw new InvalidArgumentError('It must be a length of time and a number, such as 28d=60.')
    return new Map([...before, [ms, value / scale]])
  }
}

const people = (text: string): string[][] => withCommas(text).map((one) => one.split('+'))
