import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { BOB, GUS, INES, TOMAS } from '../../support/people.ts'
import { GATEWAY } from '../../support/platform.ts'
import { aPager, PagedPlatform } from './a-paged-platform.ts'

let paged: PagedPlatform
afterEach(() => paged.platform.close())

const WHOLE = 0.9
const CRITICAL = 0.2
const EMERGENCY = 0.05

describe('a level whose policy notifies by pager', () => {
  beforeEach(async () => {
    paged = await PagedPlatform.open(['CRITICAL', 'EMERGENCY'])
    await paged.at(WHOLE)
  })

  test('pages nobody while nothing is wrong', async () => {
    expect(await paged.owedToPagers()).toEqual([])
  })

  test('pages when it begins, with what a person needs who is woken', async () => {
    await paged.at(CRITICAL)
    expect(await paged.owedToPagers()).toEqual(['main trigger level/t-2'])
    expect(await paged.trigger()).toMatchObject({
      summary: 'ML Inference Gateway is at CRITICAL (Partial freeze): 20% of the error budget left',
      severity: 'critical',
      service: GATEWAY,
      details: { level: 'CRITICAL', before: 'HEALTHY', 'budget left': '20%', SLO: 'availability' },
      links: [{ text: 'Budgeteer', url: `https://budgets.example/services/${GATEWAY}` }],
      image: null,
    })
    expect(await paged.platform.audit('pager_triggered')).toMatchObject([
      { service: GATEWAY, data: { transition: 't-2', pagers: ['main'] } },
    ])
  })

  test('shows its picture where a pager can fetch it', async () => {
    paged.platform.pages = { url: 'https://budgets.example', isPublic: true }
    await paged.at(CRITICAL)
    const { image } = (await paged.trigger()) ?? { image: null }
    expect(image?.url).toBe(
      `https://budgets.example/pictures/burn-down/${GATEWAY}.svg?at=${paged.platform.clock.now()}&slo=availability`,
    )
  })

  test('is told in its thread, with a button for whoever has it', async () => {
    await paged.at(CRITICAL)
    const [told] = (await paged.platform.owed()).filter(({ content }) => content.kind === 'pager-alert')
    expect(told).toMatchObject({
      act: 'post',
      address: { kind: 'channel', purpose: 'announcements', thread: 'freeze/t-2' },
      content: { pagers: ['main'], prompts: [{ kind: 'take-pager-alert', of: 'level/t-2' }] },
    })
  })

  test('is resolved when a level begins that pages nobody', async () => {
    await paged.at(CRITICAL)
    await paged.send('pager/main/level/t-2/trigger')
    await paged.recoversTo(WHOLE)
    expect(await paged.owedToPagers()).toEqual(['main resolve level/t-2'])
    expect(await paged.platform.audit('pager_resolved')).toHaveLength(1)
  })

  test('pages again when it gets worse, and ends the call of before', async () => {
    await paged.at(CRITICAL)
    await paged.send('pager/main/level/t-2/trigger')
    await paged.at(EMERGENCY)
    expect(await paged.owedToPagers()).toEqual(['main resolve level/t-2', 'main trigger level/t-3'])
  })

  test('calls nobody again when it gets better and still pages', async () => {
    await paged.at(EMERGENCY)
    await paged.send('pager/main/level/t-2/trigger')
    await paged.recoversTo(CRITICAL)
    expect(await paged.owedToPagers()).toEqual([])
    await paged.recoversTo(WHOLE)
    expect(await paged.owedToPagers()).toEqual(['main resolve level/t-2'])
  })

  test('that is over before anything was sent calls nobody', async () => {
    await paged.at(CRITICAL)
    await paged.recoversTo(WHOLE)
    expect(await paged.owedToPagers()).toEqual([])
  })

  test('that is over after an attempt is resolved, and its trigger is not tried again', async () => {
    await paged.at(CRITICAL)
    const { deliveries } = paged.platform.store
    await deliveries.begin('pager/main/level/t-2/trigger')
    await deliveries.postpone('pager/main/level/t-2/trigger', 'it answered 500', paged.platform.clock.now())
    await paged.recoversTo(WHOLE)
    expect(await paged.owedToPagers()).toEqual(['main resolve level/t-2'])
  })

  test('that is over while its trigger is under way is resolved after it', async () => {
    await paged.at(CRITICAL)
    await paged.platform.store.deliveries.begin('pager/main/level/t-2/trigger')
    await paged.recoversTo(WHOLE)
    expect(await paged.owedToPagers()).toEqual(['main trigger level/t-2', 'main resolve level/t-2'])
  })

  test('is taken by whoever is named the commander', async () => {
    await paged.at(CRITICAL)
    await paged.useCases.freezes.setIncidentCommander(GATEWAY, BOB, TOMAS)
    expect(await paged.owedToPagers()).toEqual(['main trigger level/t-2', 'main acknowledge level/t-2'])
    expect(await paged.platform.audit('pager_acknowledged')).toMatchObject([{ actor: BOB }])
  })
})

describe('who presses the button', () => {
  beforeEach(async () => {
    paged = await PagedPlatform.open(['CRITICAL'])
    await paged.at(WHOLE)
    await paged.at(CRITICAL)
  })

  test('has it: the pager calls nobody else, and the message names them', async () => {
    expect(await paged.useCases.paging.take('level/t-2', INES)).toMatchObject({ kind: 'done' })
    expect(await paged.owedToPagers()).toContain('main acknowledge level/t-2')
    const edits = (await paged.platform.owed()).filter(
      ({ act, content }) => act === 'update' && content.kind === 'pager-alert',
    )
    expect(edits).toMatchObject([{ content: { takenBy: INES, prompts: [] } }])
  })

  test('comes second where somebody else has it', async () => {
    await paged.useCases.paging.take('level/t-2', INES)
    await paged.useCases.paging.take('level/t-2', TOMAS)
    expect(await paged.platform.store.pagerAlerts.byKey('level/t-2')).toMatchObject({ takenBy: INES })
    expect(await paged.platform.audit('pager_acknowledged')).toHaveLength(1)
  })

  test.each([
    ['is a guest', GUS, 'level/t-2', 'Only full members of this workspace take part in deploy decisions.'],
    ['names what is not there', INES, 'level/t-9', 'Nothing is known of this call any more.'],
  ])('and %s is told so', async (_, userId, key, message) => {
    expect(await paged.useCases.paging.take(key, userId)).toEqual({ kind: 'refused', message })
  })

  test('after it was over is told so', async () => {
    await paged.recoversTo(WHOLE)
    expect(await paged.useCases.paging.take('level/t-2', INES)).toMatchObject({ kind: 'refused' })
  })
})

describe('a burn alert', () => {
  const begins = async (pager = aPager()) => {
    paged = await PagedPlatform.open([], [pager])
    paged.burn(28)
    await paged.at(0.42)
  }

  test('that pages is triggered and resolved, in its thread too', async () => {
    await begins()
    expect(await paged.owedToPagers()).toEqual(['main trigger burn-alert/b-1'])
    expect(await paged.trigger()).toMatchObject({
      summary:
        'ML Inference Gateway: availability burns its error budget 28 times as fast as it allows, 42% left',
      severity: 'critical',
      details: { objective: '99.5 % over 30d', 'burn rate': '28 over 1h', 'budget left': '42%' },
    })
    const [told] = (await paged.platform.owed()).filter(({ content }) => content.kind === 'pager-alert')
    expect(told).toMatchObject({ address: { purpose: 'incidents', thread: 'burn-alert/b-1' } })

    await paged.send('pager/main/burn-alert/b-1/trigger')
    paged.burn(0)
    await paged.poll()
    paged.platform.clock.advance(5 * MINUTE_MS)
    await paged.poll()
    expect(await paged.owedToPagers()).toEqual(['main resolve burn-alert/b-1'])
  })

  test('pages for its tickets where that is wished', async () => {
    await begins(aPager({ burnAlerts: new Set(['ticket']) }))
    expect(await paged.owedToPagers()).toHaveLength(1)
    expect(await paged.trigger()).toMatchObject({ severity: 'warning' })
  })

  test.each([
    ['of a service that pages elsewhere', aPager({ services: ['checkout', 'payments-*'] })],
    ['where burn alerts page nobody', aPager({ burnAlerts: new Set() })],
  ])('%s pages nobody', async (_, pager) => {
    await begins(pager)
    expect(await paged.owedToPagers()).toEqual([])
  })
})

describe('an incident', () => {
  const entered = { service: GATEWAY, what: 'HighErrorRate', userId: TOMAS }

  beforeEach(async () => {
    paged = await PagedPlatform.open([])
    await paged.at(WHOLE)
  })

  const enter = () => {
    const startedAt = paged.platform.clock.now() - 10 * MINUTE_MS
    return paged.useCases.incidents.enter({ ...entered, startedAt, endedAt: null })
  }

  test('pages while it goes on, and no longer when somebody closes it', async () => {
    await enter()
    const [triggered = ''] = await paged.owedToPagers()
    expect(triggered).toMatch(/^main trigger incident\/i-\d+$/)
    expect(await paged.trigger()).toMatchObject({
      summary: 'ML Inference Gateway: HighErrorRate',
      severity: 'error',
    })
    const key = triggered.slice('main trigger '.length)
    await paged.send(`pager/main/${key}/trigger`)
    await paged.useCases.incidents.close(key.slice('incident/'.length), TOMAS)
    expect(await paged.owedToPagers()).toEqual([`main resolve ${key}`])
  })
})

describe('a notice of the policy that a pager names', () => {
  beforeEach(async () => {
    paged = await PagedPlatform.open([], [aPager({ notices: ['little-left'] })])
    const when = { kind: 'remaining', bounds: { atMost: 0.5 } } as const
    const notice = { name: 'little-left', when, text: 'Little is left.', webhook: false }
    paged.platform.policy = { ...paged.platform.policy, notices: [notice, { ...notice, name: 'unheard' }] }
    await paged.at(WHOLE)
    await paged.at(0.4)
  })

  const key = `notice/${GATEWAY}/little-left`

  test('pages, and is over when it has not held for as long as a better level takes', async () => {
    expect(await paged.owedToPagers()).toEqual([`main trigger ${key}`])
    expect(await paged.trigger()).toMatchObject({ summary: 'ML Inference Gateway: Little is left.' })
    await paged.send(`pager/main/${key}/trigger`)
    await paged.at(WHOLE)
    expect(await paged.owedToPagers()).toEqual([])
    paged.platform.clock.advance(16 * MINUTE_MS)
    await paged.poll()
    expect(await paged.owedToPagers()).toEqual([`main resolve ${key}`])
    paged.platform.clock.advance(16 * MINUTE_MS)
    await paged.poll()
    expect(await paged.platform.audit('notice_over')).toHaveLength(2)
  })

  test('goes on while nobody knows whether it holds', async () => {
    paged.platform.source.lose(GATEWAY)
    for (const _ of [1, 2, 3]) {
      paged.platform.clock.advance(10 * MINUTE_MS)
      await paged.poll()
    }
    expect(await paged.platform.audit('notice_over')).toEqual([])
  })
})

test('a service in shadow pages nobody', async () => {
  paged = await PagedPlatform.open(['CRITICAL', 'EMERGENCY'])
  paged.platform.policy = { ...paged.platform.policy, enforcement: 'shadow' }
  await paged.at(WHOLE)
  paged.burn(28)
  await paged.at(EMERGENCY)
  expect(await paged.owedToPagers()).toEqual([])
  expect(await paged.platform.audit('pager_triggered')).toEqual([])
})

test('each alert is owed to every pager that calls for its service', async () => {
  const pagers = [aPager({ name: 'one' }), aPager({ name: 'two', services: ['inference-*'] })]
  paged = await PagedPlatform.open(['CRITICAL'], pagers)
  await paged.at(WHOLE)
  await paged.at(CRITICAL)
  expect(await paged.owedToPagers()).toEqual(['one trigger level/t-2', 'two trigger level/t-2'])
})
