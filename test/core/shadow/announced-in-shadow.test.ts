import { AUDIT_KINDS } from '../../../src/core/kernel/audit/audit-entry.ts'
import { usableRules } from '../../../src/core/budgets/burn-tables.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { shadowing } from '../../../src/core/shadow/shadow-outbox.ts'
import { tellingStore } from '../../../src/app/telling-store.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { declareCorrectness, filePostmortem } from '../../../src/core/freezes/correctness.ts'
import type { CorrectnessAnswers } from '../../../src/core/freezes/postmortem.ts'
import { declareFreeze, liftFreeze } from '../../../src/core/freezes/declare-freeze.ts'
import { ALL_SERVICES } from '../../../src/core/freezes/declared-freeze.ts'
import type { Enforcement } from '../../../src/core/kernel/enforcement.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { approve } from '../../../src/core/requests/click.ts'
import { breakSilences } from '../../../src/core/requests/escalate.ts'
import { holdReviews } from '../../../src/core/reviews/hold-reviews.ts'
import { endShadow } from '../../../src/core/shadow/end-shadow.ts'
import { SOFIA, TOMAS } from '../../support/people.ts'
import type { Platform } from '../../support/platform.ts'
import { GATEWAY, service, type Told } from '../../support/platform.ts'
import { BOUND, openHalfInShadow, placeOf, SHADOWED, toldBy, written } from './support/half-in-shadow.ts'

let platform: Platform

beforeEach(async () => {
  platform = await openHalfInShadow()
})
afterEach(() => platform.close())

const told = () => toldBy(platform)

test('a freeze in shadow is announced in the channel of shadow alone, and asks nothing of anybody', async () => {
  await platform.settle(0.18)
  expect(await told()).toEqual(['shadow: level-announcement'])
  expect(await platform.store.actions.open(GATEWAY)).toEqual([])
  expect(await platform.store.levelNotices.untold()).toEqual([])
})

test('what goes on from it goes where it stands', async () => {
  await platform.settle(0.18)
  await platform.settle(0.9)
  expect(await told()).toEqual([
    'shadow: level-announcement',
    'shadow: level-announcement',
    'shadow: freeze-update',
    'shadow: level-announcement',
  ])
})

test('also when the last line about shadow has been taken out meanwhile', async () => {
  await platform.settle(0.18)
  const [post] = await platform.owed()
  platform.services = platform.services.map(({ name }) => written(name))
  await platform.settle(0.9)
  const onPost = (await platform.owed()).filter(
    ({ subject, act }) => subject === post?.subject && act !== 'post',
  )
  expect(onPost.map((one) => `${placeOf(one)}: ${one.content.kind}`)).toEqual([
    'shadow: level-announcement',
    'shadow: freeze-update',
  ])
})

test('a storm over both is two digests, each in its own channel with its own services', async () => {
  for (const name of [...SHADOWED, ...BOUND]) platform.source.set(name, 0.18)
  await platform.poll()
  const digests = (await platform.owed()).filter(({ content }) => content.kind === 'transition-digest')
  const services = (one: Told | undefined): readonly unknown[] =>
    (one?.content['transitions'] as readonly { serviceTitle: string }[]).map(
      ({ serviceTitle }) => serviceTitle,
    )
  const [bound, shadow] = [
    digests.find((one) => placeOf(one) === 'announcements'),
    digests.find((one) => placeOf(one) === 'shadow'),
  ]
  expect(services(bound)).toEqual(['The api-gateway', 'The billing', 'The search', 'The shop'])
  expect(services(shadow)).toEqual([
    'ML Inference Gateway',
    'The feature-store',
    'The model-registry',
    'The training',
  ])
  const details = (await platform.owed()).filter(({ content }) => content.kind === 'transition-details')
  expect(details.map(placeOf)).toEqual(['announcements', 'shadow'])
})

test('data that stops is told apart', async () => {
  for (const name of [GATEWAY, 'shop'])
    platform.source.newest.set(`${name}/availability`, {
      at: platform.clock.now(),
      holdsForMs: 5 * MINUTE_MS,
    })
  platform.clock.advance(6 * MINUTE_MS)
  await platform.poll()
  const gaps = (await platform.owed()).filter(({ content }) => content.kind === 'data-gap')
  expect(gaps.map((one) => [placeOf(one), (one.content['slos'] as readonly unknown[]).length])).toEqual([
    ['incidents', 1],
    ['shadow', 1],
  ])
})

test('a burn alert is told in shadow and pages nobody', async () => {
  const [first, ...others] = platform.services
  if (first === undefined) throw new Error('there is no service')
  const slos = first.slos.map((slo) => ({
    ...slo,
    burnRules: usableRules('workbook', slo.window, slo.objective),
  }))
  platform.services = [{ ...first, slos }, ...others]
  platform.source.burnRate = 30
  await platform.poll()
  const alerts = (await platform.owed()).filter(({ content }) => content.kind === 'burn-alert')
  expect(alerts.length).toBeGreaterThan(0)
  for (const alert of alerts) {
    expect(placeOf(alert)).toBe('shadow')
    expect(alert.content['mentions']).toEqual([])
  }
})

test('a receiver of events hears of a service in shadow only that shadow ended', async () => {
  const receivers = [{ name: 'pager', events: new Set(AUDIT_KINDS) }]
  const placing = { ...platform.store, transaction: shadowing(platform.store, () => platform.catalog) }
  const store = tellingStore(placing, {
    receivers,
    ids: platform.ids,
    onOwed: () => undefined,
    onChanged: () => undefined,
  })
  platform.source.set(GATEWAY, 0.18)
  platform.source.set('shop', 0.18)
  await poll({ ...platform.deps, store })
  await endShadow({ ...platform.everything, store }, { kind: 'service', name: GATEWAY }, TOMAS)
  const events = (await platform.owed()).filter(({ address }) => address.kind === 'webhook')
  const about = (name: string) =>
    events.filter(({ content }) => content['service'] === name).map(({ content }) => content['type'])
  expect(about('shop')).toContain('transition')
  expect(about(GATEWAY)).toEqual(['shadow_ended'])
})

test('no review is called for a service in shadow', async () => {
  await platform.settle(0.05)
  const reviews = { ...platform.everything, mailLists: new Map() }
  platform.clock.advance(7 * 60 * MINUTE_MS)
  await holdReviews(reviews)
  for (const { content } of await platform.owed())
    if (content.kind === 'review') expect(content['services']).not.toContain('ML Inference Gateway')
})

describe('a freeze that somebody declares', () => {
  test('of a service in shadow is told there, and so is its end', async () => {
    await declareFreeze(platform.freezing, { service: GATEWAY, reason: 'fire', until: null, userId: TOMAS })
    await liftFreeze(platform.freezing, GATEWAY, TOMAS)
    expect(await told()).toEqual([
      'shadow: freeze-announcement',
      'shadow: freeze-announcement',
      'shadow: freeze-ended',
    ])
  })

  test('of all services is told to all, and says where it does not bind', async () => {
    await declareFreeze(platform.freezing, {
      service: ALL_SERVICES,
      reason: 'fire',
      until: null,
      userId: TOMAS,
    })
    const [message] = await platform.owed()
    expect(message && placeOf(message)).toBe('announcements')
    expect(message?.content['inShadow']).toEqual([
      'ML Inference Gateway',
      'The feature-store',
      'The model-registry',
      'The training',
    ])
    expect(await platform.gate({ change: 'feature' })).toMatchObject({
      allowed: true,
      wouldHave: { decision: 'blocked', reasons: ['freeze_declared'] },
    })
  })
})

describe('wrong data', () => {
  const declare = () =>
    declareCorrectness(platform.freezing, { service: GATEWAY, what: 'Duplicate ids', userId: TOMAS })
  const file = (answers: CorrectnessAnswers | null) =>
    filePostmortem(platform.freezing, { service: GATEWAY, content: 'We ran out.', answers, userId: SOFIA })
  const ANSWERS = { records: 'Orders 1 to 7', repair: 'Renumbered', cause: 'abc1234' }

  test('of a service in shadow is told once, and so is its end, also when it binds by then', async () => {
    await declare()
    expect(await told()).toEqual(['shadow: correctness-incident'])
    await endShadow(platform.everything, { kind: 'service', name: GATEWAY }, TOMAS)
    const before = (await platform.owed()).length
    await file(ANSWERS)
    const owed = await platform.owed()
    expect((await told()).slice(before)).toEqual([
      'shadow: postmortem-filed',
      'shadow: correctness-incident',
      'shadow: freeze-ended',
    ])
    const posts = new Set(owed.flatMap(({ act, subject }) => (act === 'post' ? [subject] : [])))
    for (const { act, subject } of owed.slice(before)) {
      expect(act).not.toBe('post')
      expect(posts).toContain(subject)
    }
  })

  test('that was there before shadow is told to its end where it stands', async () => {
    const [inShadow, ...others] = platform.services
    platform.services = [service(GATEWAY), ...others]
    await declare()
    if (inShadow !== undefined) platform.services = [inShadow, ...others]
    const before = (await platform.owed()).length
    await file(ANSWERS)
    expect((await told()).slice(before)).toEqual([
      'incidents: postmortem-filed',
      'announcements: correctness-incident',
      'announcements: freeze-ended',
      'incidents: correctness-incident',
      'incidents: freeze-ended',
    ])
  })

  test('a postmortem of a level in shadow is told in the channel of shadow, of one that binds among incidents', async () => {
    await file(null)
    await filePostmortem(platform.freezing, {
      service: 'shop',
      content: 'x',
      answers: null,
      userId: SOFIA,
    })
    expect(await told()).toEqual(['shadow: postmortem-filed', 'incidents: postmortem-filed'])
  })
})

describe('an edit puts a service into shadow', () => {
  const editInto = (enforcement: Enforcement | undefined): void => {
    platform.services = platform.services.map((one) =>
      one.name === 'shop' ? written('shop', enforcement) : one,
    )
    platform.clock.advance(MINUTE_MS)
  }

  test('it is said where everybody reads, and what its freeze asked for ends', async () => {
    await platform.settle(0.18, 'shop')
    expect((await platform.store.actions.open('shop')).length).toBeGreaterThan(0)
    const before = (await platform.owed()).length
    editInto('shadow')
    await platform.poll()
    const news = (await told()).slice(before)
    expect(news).toContain('announcements: shadow-began')
    expect(news).toContain('shadow: level-announcement')
    expect(await platform.store.actions.open('shop')).toEqual([])

    const after = (await platform.owed()).length
    editInto(undefined)
    await platform.poll()
    expect((await told()).slice(after)).toContain('announcements: shadow-ended')
  })

  test('nobody is reminded of a request that waits from before', async () => {
    await platform.settle(0.4, 'shop')
    const id = await platform.opened({ change: 'feature', service: 'shop' })
    editInto('shadow')
    await platform.poll()
    platform.clock.advance(5 * 60 * MINUTE_MS)
    expect(await breakSilences(platform.deps)).toBe(0)
    expect((await approve(platform.deps, id, SOFIA)).kind).toBe('recorded')
  })
})
