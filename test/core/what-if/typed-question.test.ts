import { describe, expect, test } from 'vitest'
import {
  readCost,
  readCount,
  readLength,
  readObjective,
  readOutage,
  readShare,
} from '../../../src/core/what-if/typed-question.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const HALF_AN_HOUR = { startsInMs: 0, durationMs: 30 * MINUTE_MS, badRatio: 1 }

describe('what people type is read', () => {
  test.for([
    ['30m', HALF_AN_HOUR],
    ['30m 50%', { ...HALF_AN_HOUR, badRatio: 0.5 }],
    ['30m 50', { ...HALF_AN_HOUR, badRatio: 0.5 }],
    ['after 2h 30m 12.5%', { startsInMs: 2 * HOUR_MS, durationMs: 30 * MINUTE_MS, badRatio: 0.125 }],
    ['after 2h: 30m', { ...HALF_AN_HOUR, startsInMs: 2 * HOUR_MS }],
  ] as const)('an incident: %s', ([text, value]) => {
    expect(readOutage(text, [])).toEqual({ ok: true, value })
  })

  test('an incident of some SLOs', () => {
    expect(readOutage('30m', ['latency'])).toEqual({
      ok: true,
      value: { ...HALF_AN_HOUR, slos: ['latency'] },
    })
  })

  test('an objective, of one SLO or of the only one', () => {
    expect(readObjective('99.9')).toEqual({
      ok: true,
      value: { slo: null, objective: { percent: '99.9', errorBudgetRatio: 0.001 } },
    })
    expect(readObjective('latency=95%')).toMatchObject({ ok: true, value: { slo: 'latency' } })
  })

  test('a cost and a number of deployments', () => {
    expect(readCost('0.5%')).toEqual({ ok: true, value: { kind: 'share', ratio: 0.005 } })
    expect(readCost('30s')).toEqual({ ok: true, value: { kind: 'outage', ms: 30_000 } })
    expect(readCount('20')).toEqual({ ok: true, value: 20 })
  })
})

describe('what cannot be read is refused with the form that would be right', () => {
  test.for([
    [readLength, '30', '30 has no unit: 30s is seconds, 30m minutes, 30h hours.'],
    [readLength, 'soon', 'Write 45s, 30m, 1h30m or 2d.'],
    [readLength, '400d', 'longer than a year'],
    [readShare, '150%', 'a percentage up to 100, such as 50%'],
    [readShare, 'half', 'a percentage up to 100, such as 50%'],
    [readObjective, '100', 'a percentage above 0 and below 100'],
    [readObjective, 'latency', 'such as 99.9 or latency=99.9'],
    [readCost, 'dear', 'a share of the budget such as 0.5%, or an outage such as 30s'],
    [readCount, '0', 'a whole number from 1 to 1000'],
    [readCount, '-3', 'a whole number from 1 to 1000'],
    [(text: string) => readOutage(text, []), 'at noon for a bit', 'write “30m 50%” or “after 2h 30m 50%”'],
    [(text: string) => readOutage(text, []), '30m 500%', 'a percentage up to 100'],
  ] as const)('%s %s', ([read, text, right]) => {
    const typed = read(text)
    expect(typed.ok ? '' : typed.why).toContain(right)
  })
})
