import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PartReport, ServiceReport, SloReport } from '../../../src/core/status/status-report.ts'
import { areBlocksTooLong, blockProblems } from '../../../demo/workspace/blocks.ts'
import { serviceStatus } from '../../../src/adapters/slack/blocks/status.ts'

const SLO: SloReport = {
  slo: 'success',
  title: 'Purchases that succeed',
  objective: 99.3,
  window: '30d',
  windowSeconds: 2_592_000,
  good: null,
  total: null,
  errorRatio: 0.0027,
  remainingRatio: 0.61,
  burnRates: { '5m': 0.4, '1h': 0.4, '6h': 0.4, '1d': 0.4, '3d': 0.4 },
  spentLastDayRatio: 0.01,
  exhaustsInSeconds: null,
  forecast: 'not spent at the rate of the last day',
  coverage: 1,
}
const part = (service: string, more: Partial<PartReport> = {}): PartReport => ({
  service,
  slo: 'availability',
  title: 'Requests that succeed',
  successRatio: 0.999123,
  spentShare: 0.5,
  ...more,
})
const service = (slos: readonly SloReport[], more: Partial<ServiceReport> = {}): ServiceReport => ({
  service: 'buying',
  title: 'Buying',
  level: 'HEALTHY',
  levelTitle: 'Normal operations',
  emoji: '🟢',
  since: '2026-03-02T07:00:00.000Z',
  remainingRatio: 0.61,
  young: null,
  slo: 'success',
  stale: false,
  knownAt: '2026-03-02T10:00:00.000Z',
  recovering: null,
  policy: { name: 'default', version: '1.0' },
  freezes: [],
  alerts: [],
  changes: [],
  slos,
  ...more,
})
const AT = '2026-03-02T10:00:00.000Z'
/** As people read it: what keeps a number and its unit on one line is a space to them. */
const textOf = (given: ServiceReport): string => {
  const { blocks } = serviceStatus(AT, given, { boundaries: [0], allows: [] })
  expect(blockProblems(blocks, 'message')).toEqual([])
  expect(areBlocksTooLong(blocks)).toBe(false)
  return blocks
    .flatMap((block) => {
      if (block.type === 'section') return [block.text?.text ?? '']
      return block.type === 'context'
        ? block.elements.map((element) => ('text' in element ? element.text : ''))
        : []
    })
    .join('\n')
    .replaceAll('\u00A0', ' ')
}

const AGREEMENT = {
  objective: 99,
  remainingRatio: 0.73,
  allowedSeconds: 25_920,
  leftSeconds: 18_921.6,
  objectiveAllowedSeconds: 18_144,
  objectiveLeftSeconds: 11_067.8,
  headroomSeconds: 7_776,
}

const RICH: SloReport = {
  ...SLO,
  excludedSeconds: 7_200,
  warning: 'a store was away',
  rationale: 'What is left when each step keeps its own objective.',
  journey: 'From the first look to the receipt, nothing fails.',
  agreement: AGREEMENT,
  method: 'product',
  parts: [
    part('catalogue'),
    part('basket', { successRatio: null, spentShare: null, missing: 'no_traffic' }),
    part('payments', { weight: 2, successRatio: 1, spentShare: 0 }),
    part('search', { successRatio: null, spentShare: null, missing: 'source_timeout' }),
  ],
}

describe('one service that was asked for', () => {
  const shown = textOf(service([RICH], { journey: 'A customer buys something.' }))

  test.each([
    '_A customer buys something._',
    '*61%* left',
    ':wrench: without 2 h of maintenance',
    ':warning: a store was away',
    'SLA 99%: 73% left, 315 of 432 min · objective 184 of 302 min · headroom 130 min',
    'The product of 4 parts',
    '• Requests that succeed (catalogue/availability): 99.912%, 50% of what is spent',
    '• Requests that succeed (basket/availability): no traffic, left out',
    '• Requests that succeed (payments/availability, weight 2): 100%, 0% of what is spent',
    '• Requests that succeed (search/availability): no figure (source timeout)',
    '_From the first look to the receipt, nothing fails._',
    'Why 99.3%: What is left when each step keeps its own objective.',
  ])('%s', (line) => {
    expect(shown).toContain(line)
  })

  test('says the journey of the service once', () => {
    const journey = 'A customer buys something.'
    const text = textOf(
      service(
        [
          { ...SLO, journey },
          { ...SLO, slo: 'b', journey },
        ],
        { journey },
      ),
    )
    expect(text.split(journey)).toHaveLength(2)
  })

  test('a broken SLA stands out', () => {
    const agreement = { ...AGREEMENT, remainingRatio: -0.1, leftSeconds: -2_592 }
    const text = textOf(service([{ ...RICH, agreement }]))
    expect(text).toContain(':rotating_light: SLA 99% is broken: -10% left')
  })

  test('of many parts, those that lost most', () => {
    const parts = Array.from({ length: 20 }, (_, index) => part(`s${index}`, { spentShare: index / 190 }))
    const text = textOf(service([{ ...RICH, parts }]))
    expect(text).toContain('The product of 20 parts')
    expect(text).toContain('(s19/availability)')
    expect(text).not.toContain('s11/')
    expect(text).toContain('• and 12 more')
  })
})

const wild = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ maxLength: 5 }).map((text) => text.repeat(800)),
)
test('Slack takes it, whatever the files hold', () => {
  const slos = fc.array(
    fc.record({ title: wild, rationale: wild, journey: wild, warning: wild, parts: fc.nat(30) }),
    { minLength: 1, maxLength: 30 },
  )
  fc.assert(
    fc.property(slos, wild, (own, journey) => {
      const made = own.map(({ parts, ...rest }) => ({
        ...RICH,
        ...rest,
        parts: Array.from({ length: parts }, () => part(rest.title)),
      }))
      textOf(service(made, { journey }))
    }),
    { numRuns: 40 },
  )
})

test('links of the service stand at its head, and with an SLO those of its own', () => {
  const runbook = { name: 'runbook', title: 'Runbook', url: 'https://wiki.example.com/a?b&c' }
  const board = { name: 'dashboard', title: 'Dashboard', url: 'https://grafana.example.com/d/1' }
  const text = textOf(service([{ ...SLO, links: [board, runbook] }], { links: [runbook] }))
  expect(text.match(/Where to look: .*/g)).toEqual([
    'Where to look: <https://wiki.example.com/a?b&amp;c|Runbook>',
    'Where to look: <https://grafana.example.com/d/1|Dashboard>',
  ])
})
