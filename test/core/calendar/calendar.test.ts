import { spelled } from '../../../src/adapters/spelling/command-text.ts'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { nameStakeholders, noteAbsence, tellBeginnings } from '../../../src/core/calendar/availability.ts'
import { type CalendarFacts, conflictsOf, nextFreeTime } from '../../../src/core/calendar/conflicts.ts'
import { dayOf, daysOn } from '../../../src/core/calendar/day.ts'
import { cancelPlan, planDeployment } from '../../../src/core/calendar/plan-deployment.ts'
import type { PlannedDeployment } from '../../../src/core/calendar/planned-deployment.ts'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { BOB, DANA, OMAR, TOMAS } from '../../support/people.ts'
import { Platform, service } from '../../support/platform.ts'

const time = (text: string): number => Date.parse(text)

const plan = (at: string, more: Partial<PlannedDeployment> = {}): PlannedDeployment => ({
  id: `p-${at}`,
  service: 'api-gateway',
  revision: 'v1',
  change: 'high-risk',
  risk: 'high',
  at: time(at),
  isStaggered: true,
  plannedBy: DANA,
  plannedAt: 0,
  cancelledAt: null,
  toldAt: null,
  letThroughAt: null,
  ...more,
})

const facts = (more: Partial<CalendarFacts> = {}): CalendarFacts => ({
  rules: { staggeredPerDay: 1, scope: 'service' },
  timeZone: 'Europe/Berlin',
  titleOf: (service) => service,
  plans: [],
  absences: [],
  stakeholders: [OMAR],
  windows: [],
  declared: [],
  level: undefined,
  ...more,
})

const WISH = plan('2026-03-28T09:00:00Z', { id: 'new' })

describe('what stands against a day', () => {
  test.each([
    { what: 'nothing', given: {}, kinds: [] },
    { what: 'another one that day', given: { plans: [plan('2026-03-28T15:00:00Z')] }, kinds: ['stagger'] },
    // 23:30 UTC is half past midnight in Berlin.
    {
      what: 'one late on the day before in UTC',
      given: { plans: [plan('2026-03-27T23:30:00Z')] },
      kinds: ['stagger'],
    },
    { what: 'one late that day in UTC', given: { plans: [plan('2026-03-28T23:30:00Z')] }, kinds: [] },
    {
      what: 'one of another service',
      given: { plans: [plan('2026-03-28T15:00:00Z', { service: 'training' })] },
      kinds: [],
    },
    {
      what: 'one of another service, where all share the days',
      given: {
        plans: [plan('2026-03-28T15:00:00Z', { service: 'training' })],
        rules: { staggeredPerDay: 1, scope: 'all' as const },
      },
      kinds: ['stagger'],
    },
    {
      what: 'another one, where two a day may go out',
      given: {
        plans: [plan('2026-03-28T15:00:00Z')],
        rules: { staggeredPerDay: 2, scope: 'service' as const },
      },
      kinds: [],
    },
    {
      what: 'one that is not staggered',
      given: { plans: [plan('2026-03-28T15:00:00Z', { isStaggered: false })] },
      kinds: [],
    },
    {
      what: 'a stakeholder whose last day away it is',
      given: { absences: [{ userId: OMAR, from: '2026-03-20', until: '2026-03-28' }] },
      kinds: ['absence'],
    },
    {
      what: 'a stakeholder who is back',
      given: { absences: [{ userId: OMAR, from: '2026-03-20', until: '2026-03-27' }] },
      kinds: [],
    },
    {
      what: 'somebody away who watches nothing',
      given: { absences: [{ userId: BOB, from: '2026-03-20', until: '2026-03-28' }] },
      kinds: [],
    },
  ])('$what: $kinds', ({ given, kinds }) => {
    expect(conflictsOf(WISH, facts(given)).map(({ kind }) => kind)).toEqual(kinds)
  })

  test('a scheduled freeze is shown, for the change types that it blocks', () => {
    const window = {
      name: 'end-of-quarter',
      reason: 'Accounts close',
      timeZone: 'UTC',
      schedule: { kind: 'once', from: '2026-03-28T00:00', until: '2026-04-01T00:00' },
      services: null,
    } as const
    const under = (changes: readonly string[] | null) =>
      conflictsOf(WISH, facts({ windows: [{ ...window, changes }] })).map(({ kind }) => kind)
    expect(under(null)).toEqual(['freeze'])
    expect(under(['high-risk'])).toEqual(['freeze'])
    expect(under(['feature'])).toEqual([])
    const free = nextFreeTime(WISH, facts({ windows: [{ ...window, changes: null }] }))
    expect(new Date(free ?? 0).toISOString()).toBe('2026-04-01T08:00:00.000Z')
  })
})

test.each([
  { what: 'over the beginning of summer time', at: '2026-03-28T09:00:00Z', next: '2026-03-29T08:00:00.000Z' },
  { what: 'into the hour that is skipped', at: '2026-03-28T01:30:00Z', next: '2026-03-29T01:30:00.000Z' },
  { what: 'over the end of summer time', at: '2026-10-24T08:00:00Z', next: '2026-10-25T09:00:00.000Z' },
  { what: 'over the end of a month', at: '2026-01-31T09:00:00Z', next: '2026-02-01T09:00:00.000Z' },
  { what: 'onto a leap day', at: '2028-02-28T09:00:00Z', next: '2028-02-29T09:00:00.000Z' },
  { what: 'over the end of a year', at: '2026-12-31T09:00:00Z', next: '2027-01-01T09:00:00.000Z' },
])('the next day at the same time, $what', ({ at, next }) => {
  expect(new Date(daysOn(time(at), 1, 'Europe/Berlin')).toISOString()).toBe(next)
  expect(dayOf(daysOn(time(at), 1, 'Europe/Berlin'), 'Europe/Berlin')).not.toBe(
    dayOf(time(at), 'Europe/Berlin'),
  )
})

describe('the calendar', () => {
  let platform: Platform
  beforeEach(async () => {
    const file = join(import.meta.dirname, '../../../config/policies/tiers.yaml')
    const read = parsePolicy(await readFile(file, 'utf8'), file)
    if (!read.ok) throw new Error('the tiers do not read')
    const services = [{ ...service('api-gateway'), policy: read.policy.name, stakeholders: [TOMAS] }]
    platform = await Platform.open(services, read.policy)
    await platform.settle(0.9, 'api-gateway')
  })
  afterEach(() => platform.close())

  const planned = async (
    days: number,
    change = 'high-risk',
    risk: string | null = null,
    revision = `v${days}`,
  ) =>
    planDeployment(platform.deps, {
      service: 'api-gateway',
      revision,
      change,
      risk,
      at: platform.clock.now() + days * DAY_MS,
      userId: DANA,
    })

  test('high-risk deployments go out one a day; the next free day is named', async () => {
    expect(await planned(1)).toMatchObject({ kind: 'done', thing: { stakeholders: [TOMAS] } })
    expect(await planned(2)).toMatchObject({ kind: 'done' })
    const refusal = await planned(1, 'high-risk', null, 'other')
    const free = dayOf(platform.clock.now() + 3 * DAY_MS, 'UTC')
    expect(refusal.kind === 'refused' && refusal.message).toContain('such deployments are spread over days')
    expect(refusal.kind === 'refused' && refusal.message).toContain(free)
    expect(await planned(1, 'feature')).toMatchObject({ kind: 'done' })
    expect(await planned(1, 'feature', 'high')).toMatchObject({ kind: 'refused' })
  })

  test('what is called off frees its day; only its planner and the owner may', async () => {
    const first = await planned(1)
    if (first.kind === 'refused') throw new Error(spelled(first.message))
    expect(await cancelPlan(platform.deps, first.thing.plan.id, BOB)).toMatchObject({ kind: 'refused' })
    expect(await cancelPlan(platform.deps, first.thing.plan.id, OMAR)).toMatchObject({ kind: 'done' })
    expect(await planned(1)).toMatchObject({ kind: 'done' })
  })

  test('the same deployment stands in a day once', async () => {
    const first = await planned(1)
    if (first.kind === 'refused') throw new Error(spelled(first.message))
    const { id } = first.thing.plan
    expect(await planned(1)).toMatchObject({
      kind: 'done',
      thing: { isKnown: true, plan: { id }, others: [] },
    })
    expect(await platform.audit('deployment_planned')).toHaveLength(1)
    // Its day may be lost to another; then it is planned again, and the first plan is named.
    expect(await planned(3, 'high-risk', null, 'v1')).toMatchObject({
      kind: 'done',
      thing: { isKnown: false, others: [{ id }] },
    })
  })

  test('what the level blocks today is planned, and it is said what must change', async () => {
    expect(await planned(1, 'feature')).toMatchObject({ thing: { blocked: null } })
    await platform.settle(0.02, 'api-gateway')
    const outcome = await planned(2, 'feature')
    const blocked = outcome.kind === 'refused' ? null : outcome.thing.blocked
    expect(blocked === null ? '' : spelled(blocked)).toMatch(
      /^Today it would be blocked: .* is blocked .* By then the level must be TIER-1( or better)?\.$/,
    )
  })

  test('nothing is planned for a day on which who should watch it is away; they and their days are named', async () => {
    const [first, last] = [1, 2].map((days) => dayOf(platform.clock.now() + days * DAY_MS, 'UTC'))
    await noteAbsence(platform.deps, { userId: TOMAS, from: first ?? '', until: last ?? '' }, BOB)
    const refusal = await planned(2, 'feature')
    expect(refusal.kind === 'refused' && refusal.message).toContain(
      `Asked to watch it, and away: <@${TOMAS}> from ${first ?? ''} to ${last ?? ''}. Next free:`,
    )
    expect(await planned(3, 'feature')).toMatchObject({ kind: 'done' })
  })

  test('nothing risky while a stakeholder is away', async () => {
    const day = dayOf(platform.clock.now() + DAY_MS, 'UTC')
    await noteAbsence(platform.deps, { userId: TOMAS, from: day, until: day }, BOB)
    const refusal = await planned(1)
    expect(refusal.kind === 'refused' && refusal.message).toContain(
      `Asked to watch it, and away: <@${TOMAS}> on ${day}.`,
    )
    expect(await nameStakeholders(platform.deps, 'api-gateway', [OMAR], BOB)).toMatchObject({
      kind: 'refused',
    })
    await nameStakeholders(platform.deps, 'api-gateway', [OMAR], OMAR)
    expect(await planned(1)).toMatchObject({ kind: 'done', thing: { stakeholders: [OMAR] } })
  })

  test('stakeholders are asked to watch, once at the planning and once at the beginning', async () => {
    await planned(1)
    await tellBeginnings(platform.deps)
    platform.clock.advance(DAY_MS + HOUR_MS)
    await tellBeginnings(platform.deps)
    await tellBeginnings(platform.deps)
    const told = (await platform.owed()).flatMap(({ content, address }) =>
      content.kind === 'planned-deployment'
        ? [`${JSON.stringify(content['event'])} ${JSON.stringify(address)}`]
        : [],
    )
    const person = JSON.stringify({ kind: 'person', userId: TOMAS })
    expect(told).toEqual([`"planned" ${person}`, `"begins" ${person}`])
  })

  test('a bot that was off for three days asks no one to watch what is long over', async () => {
    await planned(1)
    platform.clock.advance(4 * DAY_MS)
    await tellBeginnings(platform.deps)
    expect((await platform.owed()).filter(({ id }) => id.includes('/begins/'))).toEqual([])
  })

  test.each([
    { what: 'a time that is over', days: -1, says: 'That time is over' },
    { what: 'a time too far ahead', days: 400, says: 'more than a year ahead' },
  ])('$what is refused', async ({ days, says }) => {
    const outcome = await planned(days)
    expect(outcome.kind === 'refused' && outcome.message).toContain(says)
  })
})

test('a restart keeps plans, absences and stakeholders', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-calendar-'))
  const path = join(folder, 'bot.db')
  const before = await openStore({ path })
  await before.calendar.savePlan(WISH)
  await before.calendar.saveAbsence({ userId: OMAR, from: '2026-03-20', until: '2026-03-28' })
  await before.calendar.nameStakeholders('api-gateway', [OMAR, TOMAS])
  await before.close()
  const after = await openStore({ path })
  expect(await after.calendar.plans(WISH.at, WISH.at + 1)).toEqual([WISH])
  expect(await after.calendar.absences('2026-03-28')).toHaveLength(1)
  expect(await after.calendar.absences('2026-03-29')).toHaveLength(0)
  expect(await after.calendar.stakeholders('api-gateway')).toEqual([OMAR, TOMAS])
  expect(await after.calendar.stakeholders('training')).toBeNull()
  await after.close()
  await rm(folder, { recursive: true })
})
