import { expect, test } from 'vitest'
import { replanned, type Rollout, signOffSeats } from '../../../src/core/rollouts/rollout.ts'
import { advanced, dueAct, held, obstacle } from '../../../src/core/rollouts/step.ts'
import { levelNamed } from '../../../src/core/policy/policy.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

const START = Date.parse('2026-03-28T23:30:00Z')

const planOf = (level: string) => {
  const plan = levelNamed(shippedPolicy, level)?.rollout
  if (plan === undefined) throw new Error(`${level} has no rollout`)
  return plan
}

const rollout = (level: string, stage: number, more: Partial<Rollout> = {}): Rollout => ({
  id: 'ro-1',
  requestId: 'r-1',
  service: 'inference-gateway',
  revision: 'v1',
  environment: 'production',
  requestedBy: 'U0DANA',
  startedBy: 'U0DANA',
  startedAt: START,
  level,
  plan: planOf(level),
  state: 'running',
  stage,
  stageAt: START,
  hold: null,
  signedBy: [],
  isWaitTold: false,
  isBurnAccepted: false,
  endedAt: null,
  costs: [],
  reports: [],
  card: null,
  ...more,
})

const HOLD = { cause: 'person', by: 'U1', at: START, as: null, reason: 'a look at the logs' } as const

test.each([
  { level: 'HEALTHY', stages: '5, 25, 50, 100', waits: '15, 0, 0, 60' },
  { level: 'WARNING', stages: '5, 10, 25, 50, 100', waits: '30, 0, 0, 0, 240' },
  { level: 'CRITICAL', stages: '2, 5, 10, 25, 50, 100', waits: '60, 0, 0, 0, 1440, 0' },
  { level: 'EMERGENCY', stages: '2, 5, 10, 25, 50, 100', waits: '60, 0, 0, 0, 1440, 0' },
])('at $level the stages are $stages, watched for $waits minutes', ({ level, stages, waits }) => {
  const plan = planOf(level)
  expect(plan.stages.map(({ percent }) => percent).join(', ')).toBe(stages)
  expect(plan.stages.map(({ waitMs }) => waitMs / MINUTE_MS).join(', ')).toBe(waits)
})

test('SRE signs before the last stage at WARNING, two people of any role before each at CRITICAL', () => {
  expect(planOf('WARNING').stages.map(({ seats }) => seats)).toEqual([
    [],
    [],
    [],
    [],
    [{ role: 'sre', count: 1 }],
  ])
  expect(planOf('CRITICAL').stages.every(({ seats }) => seats[0]?.role === '*' && seats[0].count === 2)).toBe(
    true,
  )
})

test.each([
  { what: 'the canary is still watched', stage: 0, after: 14, then: 'wait' },
  { what: 'the canary has been watched, to the minute', stage: 0, after: 15, then: null },
  { what: 'a stage without a wait', stage: 1, after: 0, then: null },
  { what: 'the last stage', stage: 3, after: 0, then: 'last' },
])('$what: $then', ({ stage, after, then }) => {
  expect(obstacle(rollout('HEALTHY', stage), [], START + after * MINUTE_MS)?.kind ?? null).toBe(then)
})

test('held or over, nothing goes on', () => {
  expect(obstacle(held(rollout('HEALTHY', 1), HOLD), [], START)?.kind).toBe('held')
  expect(obstacle(rollout('HEALTHY', 1, { state: 'failed' }), [], START)?.kind).toBe('over')
})

test.each([
  { signers: [], open: true },
  { signers: ['U0INES'], open: true },
  { signers: ['U0INES', 'U0INES'], open: true },
  { signers: ['U0INES', 'U0DANA'], open: true },
  { signers: ['U0INES', 'U0BOB'], open: true },
  { signers: ['U0INES', 'U0OMAR'], open: false },
])('two of any role have signed by $signers: still open $open', ({ signers, open }) => {
  const roles = new Map([
    ['U0INES', ['sre']],
    ['U0OMAR', ['service-owner']],
    ['U0DANA', ['senior-engineer']],
    ['U0BOB', []],
  ])
  const signed = rollout('CRITICAL', -1, { signedBy: signers.map((userId) => ({ userId, at: START })) })
  const people = [...roles].map(([userId, held]) => ({ userId, roles: new Set<string>(held) }))
  const seats = signOffSeats(signed, people)
  expect(obstacle(signed, seats, START)?.kind === 'sign-off').toBe(open)
})

test.each([
  { what: 'nothing while the stage is watched', stage: 0, after: 14 * MINUTE_MS, burn: 1, then: null },
  { what: 'the wait is over', stage: 0, after: 15 * MINUTE_MS, burn: 1, then: 'tell-wait-is-over' },
  {
    what: 'the bot was off for three days',
    stage: 0,
    after: 72 * HOUR_MS,
    burn: 1,
    then: 'tell-wait-is-over',
  },
  { what: 'the last stage was watched', stage: 3, after: HOUR_MS, burn: 1, then: 'finish' },
  { what: 'the last stage is still watched', stage: 3, after: HOUR_MS - 1, burn: 1, then: null },
  { what: 'the factor itself does not hold it', stage: 1, after: 0, burn: 14.4, then: 'tell-wait-is-over' },
  { what: 'a burn above the factor holds it', stage: 1, after: 0, burn: 14.5, then: 'hold-for-burn' },
  { what: 'an unknown burn rate does not', stage: 0, after: 0, burn: null, then: null },
  { what: 'an end does not come over a burn', stage: 3, after: HOUR_MS, burn: 20, then: 'hold-for-burn' },
])('$what: $then', ({ stage, after, burn, then }) => {
  expect(dueAct(rollout('HEALTHY', stage), burn, START + after)).toBe(then)
})

test('each is due once: the end of a wait, and a burn that was accepted until it ends', () => {
  expect(dueAct(rollout('HEALTHY', 0, { isWaitTold: true }), 0, START + HOUR_MS)).toBeNull()
  const accepted = rollout('HEALTHY', 0, { isBurnAccepted: true })
  expect(dueAct(accepted, 20, START)).toBeNull()
  expect(dueAct(accepted, 3, START)).toBe('burn-is-over')
})

test.each([
  { from: 'HEALTHY', stage: 0, to: 'WARNING', percent: 5 },
  { from: 'HEALTHY', stage: 0, to: 'CRITICAL', percent: 5 },
  { from: 'HEALTHY', stage: 2, to: 'CRITICAL', percent: 50 },
  { from: 'HEALTHY', stage: -1, to: 'CRITICAL', percent: 0 },
  { from: 'CRITICAL', stage: 0, to: 'WARNING', percent: 0 },
])('stage $stage of $from stands at $percent% under $to', ({ from, stage, to, percent }) => {
  const under = replanned(rollout(from, stage), to, planOf(to))
  expect(under.plan.stages[under.stage]?.percent ?? 0).toBe(percent)
  expect(advanced(under, START).signedBy).toEqual([])
})
