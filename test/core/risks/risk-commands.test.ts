import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { useCases } from '../../../src/core/use-cases.ts'
import { anIncident } from '../../support/an-incident.ts'
import { asSpelled } from '../../support/as-spelled.ts'
import { DANA, GUS, INES, OMAR, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'
import { catalogOf, riskOf } from '../../support/some-risks.ts'

const API = 'api-gateway'
const RISKS = [riskOf('provider', 300), riskOf('cache', 120), riskOf('disk', 30, { isAccepted: true })]
const CACHE = { catalog: 'gateway', risk: 'cache' }

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY), service(API)])
  platform.risks = {
    acceptingRoles: ['service-owner', 'sre'],
    catalogs: [
      catalogOf(RISKS, { name: 'gateway', title: 'Gateway', services: [GATEWAY] }),
      catalogOf([riskOf('power', 10)], { name: 'both', title: 'Both', services: [GATEWAY, API] }),
    ],
  }
})
afterEach(() => platform.close())

const risks = () => useCases(platform.everything).risks
const colours = async () =>
  (await risks().report('gateway'))?.rank.rows.map(({ risk, colour }) => `${risk.name} ${colour}`)
const message = (outcome: { readonly kind: string }) =>
  'message' in outcome ? asSpelled(outcome.message) : outcome.kind

describe('accepting', () => {
  test('colours the risk, leaves less of the budget, and is on record with the reason', async () => {
    expect(await colours()).toEqual(['provider red', 'cache green', 'disk blue'])
    const outcome = await risks().accept(CACHE, ' Cheaper than a spare ', OMAR)
    expect(outcome).toMatchObject({ kind: 'done', thing: { standing: { isAccepted: true } } })
    expect(await colours()).toEqual(['provider red', 'cache blue', 'disk blue'])
    const report = await risks().report('gateway')
    expect(report?.rank.acceptedMinutes).toBeCloseTo(150, 9)
    expect(report?.standings.get('cache')?.act).toMatchObject({ by: OMAR, why: 'Cheaper than a spare' })
    expect(await platform.audit('risk_accepted')).toMatchObject([
      {
        actor: OMAR,
        service: GATEWAY,
        data: { catalog: 'gateway', risk: 'cache', why: 'Cheaper than a spare', badMinutesPerYear: 120 },
      },
    ])
  })

  test('and taking it back, also of what the configuration accepts', async () => {
    const disk = { ...CACHE, risk: 'disk' }
    expect(await risks().takeBack(disk, 'We lost data', TOMAS)).toMatchObject({ kind: 'done' })
    expect(await colours()).toEqual(['provider red', 'cache green', 'disk green'])
    expect(await platform.audit('risk_taken_back')).toMatchObject([{ actor: TOMAS }])
    expect(await risks().accept(disk, 'Mended', TOMAS)).toMatchObject({ kind: 'done' })
    expect(await colours()).toEqual(['provider red', 'cache green', 'disk blue'])
  })

  test('ends when the figures get worse, and can be given again for those', async () => {
    await risks().accept(CACHE, 'Cheap', OMAR)
    const worse = RISKS.map((risk) => (risk.name === 'cache' ? riskOf('cache', 121) : risk))
    platform.risks = {
      ...platform.risks,
      catalogs: [catalogOf(worse, { name: 'gateway', services: [GATEWAY] })],
    }
    expect(await colours()).toEqual(['provider red', 'cache green', 'disk blue'])
    expect((await risks().report('gateway'))?.standings.get('cache')?.isOutgrown).toBe(true)
    await risks().accept(CACHE, 'Still cheap', OMAR)
    expect(await colours()).toEqual(['provider red', 'cache blue', 'disk blue'])
  })

  test.each([
    { who: 'a developer', userId: DANA, says: 'Only one of the roles Service owner, SRE may do this.' },
    {
      who: 'a guest',
      userId: GUS,
      says: 'Only full members of this workspace take part in deploy decisions.',
    },
  ])('is refused to $who', async ({ userId, says }) => {
    expect(message(await risks().accept(CACHE, 'Cheap', userId))).toBe(says)
    expect(await platform.audit('risk_accepted')).toEqual([])
  })

  test('of what two services share takes the role for both', async () => {
    const owners = { groups: [], users: ['U0OWNER'] }
    platform.directory.change('U0OWNER', { name: 'owner of one' })
    const world = {
      ...platform.everything,
      roleBook: () => ({ ...platform.deps.roleBook(), owners: new Map([[GATEWAY, owners]]) }),
    }
    const power = { catalog: 'both', risk: 'power' }
    expect(message(await useCases(world).risks.accept(power, 'x', 'U0OWNER'))).toBe(
      `Only one of the roles Service owner, SRE for each of ${GATEWAY}, ${API} may do this.`,
    )
    expect(message(await useCases(world).risks.accept(power, 'x', INES))).toBe('done')
  })

  test.each([
    { what: 'an accepted one', key: { ...CACHE, risk: 'disk' }, says: 'The disk is accepted already.' },
    {
      what: 'one that is not there',
      key: { ...CACHE, risk: 'csche' },
      says: 'The risk catalog Gateway has no risk called csche; did you mean cache? (known: provider, cache, disk).',
    },
    {
      what: 'one of another catalog',
      key: { ...CACHE, catalog: 'gatewy' },
      says: 'No risk catalog is called gatewy; did you mean gateway? (known: gateway, both).',
    },
  ])('is refused for $what', async ({ key, says }) => {
    expect(message(await risks().accept(key, 'Cheap', TOMAS))).toBe(says)
  })

  test.each(['', '  ', 'x'.repeat(301)])(
    'is refused without a reason, or with too long a one',
    async (why) => {
      expect(message(await risks().accept(CACHE, why, TOMAS))).toBe('A reason takes 1 to 300 characters.')
    },
  )

  test('what is not accepted cannot be taken back', async () => {
    expect(message(await risks().takeBack(CACHE, 'x', TOMAS))).toBe('The cache is not accepted.')
  })
})

describe('an incident', () => {
  const now = () => platform.clock.now()
  beforeEach(async () => {
    const startedAt = now() - 10 * DAY_MS
    for (const id of ['i_1', 'i_2'])
      await platform.store.incidents.save(anIncident({ id, startedAt, endedAt: startedAt + 2 * HOUR_MS }))
  })

  test('is called a case of a risk by SRE, and counts for its figures', async () => {
    expect(await risks().assignIncident('i_1', 'Cache', TOMAS)).toMatchObject({
      kind: 'done',
      thing: { risk: { name: 'cache' } },
    })
    const report = await risks().report('gateway')
    expect(report?.fit).toMatchObject({ incidents: 2, unassigned: 1, since: now() - 10 * DAY_MS, days: 10 })
    expect(report?.fit.risks.get('cache')).toMatchObject({ incidents: 1, lengthMinutes: 120, ettfDays: 10 })
    expect(await platform.audit('incident_risk')).toMatchObject([
      { actor: TOMAS, service: GATEWAY, data: { incident: 'i_1', catalog: 'gateway', risk: 'cache' } },
    ])
  })

  test('and of none again', async () => {
    await risks().assignIncident('i_1', 'gateway/cache', TOMAS)
    expect(await risks().assignIncident('i_1', null, TOMAS)).toMatchObject({
      kind: 'done',
      thing: { risk: null },
    })
    expect((await risks().report('gateway'))?.fit.unassigned).toBe(2)
    expect(message(await risks().assignIncident('i_1', null, TOMAS))).toBe('That is what it says already.')
  })

  test.each([
    { what: 'somebody else', id: 'i_1', risk: 'cache', userId: OMAR, says: 'Only the role SRE may do this.' },
    {
      what: 'a risk that is not there',
      id: 'i_1',
      risk: 'csche',
      userId: TOMAS,
      says: 'No risk of inference-gateway is called csche; did you mean cache? (known: provider, cache, disk, power).',
    },
    { what: 'no incident', id: 'i_9', risk: 'cache', userId: TOMAS, says: /^There is no incident i_9/ },
  ])('is left as it is for $what', async ({ id, risk, userId, says }) => {
    const outcome = message(await risks().assignIncident(id, risk, userId))
    if (typeof says === 'string') expect(outcome).toBe(says)
    else expect(outcome).toMatch(says)
  })

  test('of a service without a catalog has no risk', async () => {
    platform.risks = { acceptingRoles: [], catalogs: [] }
    expect(message(await risks().assignIncident('i_1', 'cache', TOMAS))).toBe(
      'No risk catalog is about inference-gateway.',
    )
  })

  test('is named with its catalog where two have a risk of one name', async () => {
    platform.risks = {
      ...platform.risks,
      catalogs: ['one', 'two'].map((name) => catalogOf(RISKS, { name, services: [GATEWAY] })),
    }
    expect(message(await risks().assignIncident('i_1', 'cache', TOMAS))).toBe(
      'Two catalogs have a risk called cache: write one/cache or two/cache.',
    )
    expect(await risks().assignIncident('i_1', 'two/cache', TOMAS)).toMatchObject({ kind: 'done' })
  })
})

test('a service has the catalogs that are about it', () => {
  expect(
    risks()
      .catalogs(API)
      .map(({ name }) => name),
  ).toEqual(['both'])
  expect(
    risks()
      .catalogs()
      .map(({ name }) => name),
  ).toEqual(['gateway', 'both'])
})
