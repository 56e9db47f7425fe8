import { asSpelled } from '../../support/as-spelled.ts'
import { spelled } from '../../../src/adapters/spelling/command-text.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { nameStakeholders, noteAbsence } from '../../../src/core/calendar/availability.ts'
import { cancelPlan, planDeployment } from '../../../src/core/calendar/plan-deployment.ts'
import { previewDecision } from '../../../src/core/requests/preview-decision.ts'
import { startRollout } from '../../../src/core/rollouts/start-rollout.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { BOB, DANA, OMAR, TOMAS, VICTOR } from '../../support/people.ts'
import { Platform, service } from '../../support/platform.ts'

const FILE = join(import.meta.dirname, '../../../config/policies/tiers.yaml')
const API = 'api-gateway'
const TRAINING = 'training'

/** The clock begins on Thursday 2025-10-23 at noon, UTC. */
let platform: Platform
let tiers: Policy
beforeEach(async () => {
  const read = parsePolicy(await readFile(FILE, 'utf8'), FILE)
  if (!read.ok) throw new Error('the tiers do not read')
  tiers = read.policy
  const services = [API, TRAINING].map((name) => ({
    ...service(name),
    policy: tiers.name,
    stakeholders: [TOMAS],
  }))
  platform = await Platform.open(services, tiers)
  platform.source.set(API, 0.9)
  await platform.settle(0.9, TRAINING)
})
afterEach(() => platform.close())

const planned = async (
  revision: string,
  { name = API, change = 'high-risk', risk = null as string | null, inMs = HOUR_MS } = {},
): Promise<string> => {
  const at = platform.clock.now() + inMs
  const outcome = await planDeployment(platform.deps, {
    service: name,
    revision,
    change,
    risk,
    at,
    userId: DANA,
  })
  if (outcome.kind === 'refused') throw new Error(spelled(outcome.message))
  return outcome.thing.plan.id
}

const highRisk = (revision: string, name = API) => ({ service: name, change: 'high-risk', revision })
/** Plans of an edit ago, when more than one a day was planned. */
const withDays = (staggeredPerDay: number): Policy => ({
  ...tiers,
  calendar: { staggeredPerDay, scope: 'all' },
})

describe('the gate asks a high-risk deployment for its day', () => {
  test('one that nobody planned waits, and is told how to plan it', async () => {
    expect(await platform.gate(highRisk('v1'))).toMatchObject({
      allowed: false,
      decision: 'needs-approval',
      reasons: ['not_planned'],
      rule: 'levels.NORMAL.risks.high',
      explanation:
        'High-risk deployment of The api-gateway still needs a day in the calendar (NORMAL, 90% of the budget left). ' +
        'Plan it: /deploy plan api-gateway v1 high-risk <day> <time>.',
    })
    await planned('v1')
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true, reasons: ['allowed'] })
  })

  test('two on one day: the first goes, the second goes on the next', async () => {
    platform.policy = withDays(2)
    await planned('v1')
    await planned('v2', { name: TRAINING, inMs: 2 * HOUR_MS })
    platform.policy = tiers
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true })
    const refused = await platform.gate(highRisk('v2', TRAINING))
    expect(refused).toMatchObject({
      decision: 'blocked',
      reasons: ['day_taken'],
      opensAt: '2025-10-24T14:15:00.000Z',
    })
    expect(refused.explanation).toContain('2025-10-23 is taken by v1 of The api-gateway')
    expect(refused.explanation).toContain('Next free: Fri 2025-10-24 14:15 UTC')

    await planned('v2', { name: TRAINING, inMs: DAY_MS })
    expect(await platform.gate(highRisk('v2', TRAINING))).toMatchObject({ reasons: ['day_taken'] })
    platform.clock.advance(DAY_MS)
    await platform.poll()
    expect(await platform.gate(highRisk('v2', TRAINING))).toMatchObject({ allowed: true })
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ reasons: ['not_planned'] })
  })

  test('the plan that was made first holds the day, whoever asks first', async () => {
    platform.policy = withDays(2)
    const first = await planned('v1')
    platform.clock.advance(MINUTE_MS)
    await planned('v2', { name: TRAINING })
    platform.policy = tiers
    expect(await platform.gate(highRisk('v2', TRAINING))).toMatchObject({ reasons: ['day_taken'] })
    await cancelPlan(platform.deps, first, DANA)
    expect(await platform.gate(highRisk('v2', TRAINING))).toMatchObject({ allowed: true })
  })

  test('of calls that share a transaction, one takes the day', async () => {
    platform.policy = withDays(2)
    await planned('v1')
    await planned('v2', { name: TRAINING })
    platform.policy = { ...tiers, calendar: { staggeredPerDay: 1, scope: 'all' } }
    const answers = await platform.gates([highRisk('v2', TRAINING), highRisk('v1'), highRisk('v1')])
    expect(answers.map(({ reasons }) => reasons[0])).toEqual(['day_taken', 'allowed', 'allowed'])
  })

  test('what was let through keeps its day: it may ask again, and cannot be called off', async () => {
    const plan = await planned('v1')
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true })
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true })
    expect(await cancelPlan(platform.deps, plan, DANA)).toMatchObject({
      kind: 'refused',
      message: 'The gate has let it through already: its day is used.',
    })
    await expect(planned('v2', { name: TRAINING })).rejects.toThrow(
      '2025-10-23 is taken by v1 of The api-gateway',
    )
  })

  test('each service has days of its own where the policy says so', async () => {
    platform.policy = { ...tiers, calendar: { staggeredPerDay: 1, scope: 'service' } }
    await planned('v1')
    await planned('v2', { name: TRAINING })
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true })
    expect(await platform.gate(highRisk('v2', TRAINING))).toMatchObject({ allowed: true })
  })

  test('nothing starts while a stakeholder is away, though it was planned before', async () => {
    await planned('v1')
    await noteAbsence(platform.deps, { userId: TOMAS, from: '2025-10-22', until: '2025-10-24' }, BOB)
    expect(await platform.gate(highRisk('v1'))).toMatchObject({
      decision: 'blocked',
      reasons: ['stakeholder_away'],
      opensAt: '2025-10-25T13:15:00.000Z',
    })
    await nameStakeholders(platform.deps, API, [OMAR], OMAR)
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true })
  })

  test.each([
    { what: 'of another day', plan: { inMs: DAY_MS }, says: 'It is planned for Fri 2025-10-24 12:15 UTC' },
    { what: 'of another service', plan: { name: TRAINING }, says: 'Plan it' },
    { what: 'of another change type', plan: { change: 'feature', risk: 'high' }, says: 'Plan it' },
  ])('a plan $what does not count', async ({ plan, says }) => {
    await planned('v1', plan)
    const answer = await platform.gate(highRisk('v1'))
    expect(answer).toMatchObject({ reasons: ['not_planned'] })
    expect(answer.explanation).toContain(says)
  })

  test('one that lacks more is told of all of it', async () => {
    const read = tiers.levels.find(({ name }) => name === 'TIER-1')
    if (read === undefined) throw new Error('the tiers have no TIER-1')
    platform.policy = { ...tiers, levels: [{ ...read, name: 'NORMAL', when: null }] }
    const answer = await platform.gate(highRisk('v1'))
    expect(answer).toMatchObject({
      decision: 'needs-approval',
      reasons: ['request_needed', 'requirement_missing', 'not_planned'],
      requires: ['acknowledged'],
    })
    expect(answer.explanation).toContain('Plan it: /deploy plan api-gateway v1 high-risk <day> <time>.')
    expect(answer.explanation).toContain('Ask in Slack: /deploy request api-gateway v1 high-risk')
  })

  test('a call without a revision is asked for it first', async () => {
    expect(await platform.gate({ ...highRisk('v1'), revision: null })).toMatchObject({
      reasons: ['revision_missing', 'not_planned'],
    })
  })

  test.each([
    { what: 'a feature', call: { change: 'feature' } },
    { what: 'a fix', call: { change: 'p0-hotfix' } },
    {
      what: 'a high-risk one of an ungated environment',
      call: { ...highRisk('v1'), environment: 'staging' },
    },
  ])('$what takes no day', async ({ call }) => {
    expect(await platform.gate({ service: API, ...call })).toMatchObject({ allowed: true })
  })

  test('a feature whose risk was raised takes one, planned as such', async () => {
    const call = { service: API, change: 'feature', revision: 'v1', risk: 'high' }
    await planned('v1', { change: 'feature' })
    const answer = await platform.gate(call)
    expect(answer).toMatchObject({ reasons: ['not_planned'] })
    expect(answer.explanation).toContain('/deploy plan api-gateway v1 feature high <day> <time>.')
    await planned('v1', { change: 'feature', risk: 'high' })
    expect(await platform.gate(call)).toMatchObject({ allowed: true })
  })

  test('the day is that of the policy’s time zone', async () => {
    platform.policy = { ...tiers, timeZone: 'Pacific/Auckland' }
    await planned('v1', { inMs: 11 * HOUR_MS })
    // 12:15 UTC is a quarter past one in the night there, and 23:15 UTC is of the same day.
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true })
  })
})

describe('a request', () => {
  const asked = { service: API, change: 'high-risk', revision: 'v1', answers: new Map<string, string>() }

  test('is told about its day, and granted without it; the gate keeps the grant until the day', async () => {
    const id = await platform.opened(asked)
    expect(asSpelled(await platform.requestNow(id))).toMatchObject({
      state: 'granted',
      decision: {
        advice: ['Starts on its own day alone. Plan it: /deploy plan api-gateway v1 high-risk <day> <time>.'],
      },
    })
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: false, reasons: ['not_planned'] })
    expect(await platform.requestNow(id)).toMatchObject({ state: 'granted' })
    await planned('v1')
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true, requestId: id })
  })

  test('knows the day that it was planned for', async () => {
    await planned('v1', { inMs: 2 * DAY_MS })
    const id = await platform.opened(asked)
    expect((await platform.requestNow(id)).decision.advice).toEqual(['Planned for Sat 2025-10-25 12:15 UTC.'])
  })

  test('is previewed with the word about its day', async () => {
    expect(asSpelled((await previewDecision(platform.deps, API, 'high-risk', null))?.advice)).toEqual([
      'Starts on its own day alone. Plan it: /deploy plan api-gateway <revision> high-risk <day> <time>.',
    ])
    expect((await previewDecision(platform.deps, API, 'feature', null))?.advice).toBeUndefined()
  })

  test('starts no rollout before its day, and takes the day with one', async () => {
    const id = await platform.opened(asked)
    expect(asSpelled(await startRollout(platform.deps, id, DANA))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('still needs a day in the calendar') as string,
    })
    await planned('v1')
    expect(await startRollout(platform.deps, id, DANA)).toMatchObject({ kind: 'done' })
    await expect(planned('v2', { name: TRAINING })).rejects.toThrow('is taken')
  })

  test('that overrides the policy takes no day', async () => {
    platform.policy = {
      ...tiers,
      override: { roles: ['vp-engineering'], isDocumented: false },
      levels: tiers.levels.map((level) =>
        level.name === 'NORMAL'
          ? { ...level, risks: new Map([['high', { verdict: 'block', seats: [], requires: [] }]]) }
          : level,
      ),
    }
    const id = await platform.opened({ ...asked, requestedBy: VICTOR, way: 'override' })
    expect(await platform.gate(highRisk('v1'))).toMatchObject({ allowed: true, requestId: id })
  })
})
