import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EnforcedAnswer, GateAnswer } from '../../src/core/requests/outcome.ts'
import { answer } from '../adapters/http/facts.ts'
import { type Started, startFixture } from '../adapters/http/fixture.ts'
import { CLIENTS, type Variables } from './clients.ts'

const ASK = ['--service', 'checkout-api', '--change', 'p0-hotfix']

let bot: Started
beforeEach(async () => {
  bot = await startFixture()
})
afterEach(() => bot.close(200))

const variables = (): Variables => ({ BUDGETEER_TOKEN: 'ci-secret', BUDGETEER_URL: bot.url })

const enforced = (decision: GateAnswer['decision'], more: Partial<EnforcedAnswer>): EnforcedAnswer => {
  const outcome = answer(decision, more)
  if (outcome.kind !== 'answered') throw new Error('it was not answered')
  return outcome.answer
}

interface Row {
  readonly what: string
  readonly decision: GateAnswer['decision']
  readonly more?: Partial<GateAnswer>
  readonly code: number
  readonly shows: readonly string[]
  readonly last: string
}

const ANSWERS: readonly Row[] = [
  {
    what: 'allowed, with the grant',
    decision: 'approved',
    code: 0,
    shows: [
      '  policy        levels.CRITICAL.changes.p0-hotfix (default 1.0+3fa2b1c9)',
      '  level         CRITICAL, budget left 18%',
      '  grant         grant-1, until 2026-03-02T11:00:00.000Z',
    ],
    last: 'Allowed (exit 0): p0-hotfix of checkout-api still needs approval by sre (CRITICAL, 18% of the budget left).',
  },
  {
    what: 'waiting, with the seats that are open',
    decision: 'needs-approval',
    more: { requires: ['tests-passing'] },
    code: 4,
    shows: [
      '  reason        approval missing',
      '  open seats    1 × sre',
      '  still needed  tests-passing',
      '  request       req-1',
    ],
    last: 'Waiting for approval (exit 4): p0-hotfix of checkout-api still needs approval by sre (CRITICAL, 18% of the budget left).',
  },
  {
    what: 'denied, with each reason',
    decision: 'blocked',
    more: { reasons: ['freeze_active', 'budget_stale'], explanation: 'Says "no": \\ at all, 100 % – ☃.' },
    code: 3,
    shows: ['  reason        freeze active, budget stale'],
    last: 'Denied (exit 3): Says "no": \\ at all, 100 % – ☃.',
  },
  {
    what: 'of an unknown budget that is stale',
    decision: 'blocked',
    more: { budget: { remainingRatio: null, at: null, stale: true }, requestId: null, explanation: 'No.' },
    code: 3,
    shows: ['  level         CRITICAL\n'],
    last: 'Denied (exit 3): No.',
  },
  {
    what: 'of a budget with little data, at a boundary',
    decision: 'blocked',
    more: {
      budget: {
        remainingRatio: 0.29996,
        at: null,
        stale: true,
        young: { coveredSeconds: 120, windowSeconds: 2_592_000 },
      },
      explanation: 'No.',
    },
    code: 3,
    shows: ['  level         CRITICAL, budget left 29.996%, young: 2 min of 30 d (stale)'],
    last: 'Denied (exit 3): No.',
  },
  {
    what: 'allowed in shadow, with what enforcement would say',
    decision: 'approved',
    more: {
      enforcement: 'shadow',
      seats: [],
      requestId: null,
      grantId: null,
      expiresAt: null,
      wouldHave: enforced('needs-approval', {
        rule: 'levels.CRITICAL.changes.p0-hotfix',
        explanation: 'Ask the SRE.',
      }),
    },
    code: 0,
    shows: ['  reason        approval missing', '  open seats    1 × sre', '  request       req-1'],
    last: 'Allowed, shadow (exit 0): enforced, it would be waiting for approval: Ask the SRE.',
  },
  {
    what: 'without what a terminal or a CI would take for a command',
    decision: 'blocked',
    more: { explanation: 'no\u001b[2J\u0007way\n::error::\u202egnp.exe\u2028##[add-mask]x\u0085.' },
    code: 3,
    shows: [],
    last: 'Denied (exit 3): no [2J way ::error::gnp.exe # #[add-mask]x .',
  },
]

describe.each(CLIENTS)('$name', (client) => {
  test.each(ANSWERS)('says what is $what', async ({ decision, more = {}, code, shows, last }) => {
    bot.useCases.answerGate = () => answer(decision, more)
    const ran = await client.run(ASK, variables())
    expect(ran).toMatchObject({ code, err: '' })
    for (const shown of shows) expect(ran.out).toContain(shown)
    expect(ran.out.trimEnd().split('\n').at(-1)).toBe(last)
  })

  test('says that it was a dry run', async () => {
    const ran = await client.run([...ASK, '--dry-run'], variables())
    expect(bot.useCases.gateCalls).toMatchObject([{ dryRun: true }])
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(ran.out).toContain('\nAllowed, dry run (exit 0): ')
  })

  test('prints the answer as it came, and the last line apart, with --json', async () => {
    bot.useCases.answerGate = () => answer('blocked', { explanation: 'No\u001b.' })
    const ran = await client.run([...ASK, '--json'], variables())
    expect(ran).toMatchObject({ code: 3, err: 'Denied (exit 3): No .\n' })
    const { allowed, explanation, titles } = JSON.parse(ran.out) as Record<string, unknown>
    expect({ allowed, explanation, titles }).toEqual({
      allowed: false,
      explanation: 'No\u001b.',
      titles: { sre: 'sre' },
    })
  })
})

test('all say the same', async () => {
  for (const { decision, more } of ANSWERS) {
    bot.useCases.answerGate = () => answer(decision, more)
    const said = new Set<string>()
    for (const client of CLIENTS) said.add((await client.run(ASK, variables())).out)
    expect(said.size).toBe(1)
  }
})
