import { describe, expect, test } from 'vitest'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import { CostPace } from '../../../src/core/incidents/cost-pace.ts'
import type { Incident } from '../../../src/core/incidents/incident.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { anIncident } from '../../support/an-incident.ts'
import { GATEWAY, service } from '../../support/platform.ts'

const START = Date.parse('2025-10-23T12:00:00Z')

/** A day old, and with figures. */
const goingOn = (given: Partial<Incident> = {}): Incident =>
  anIncident({ startedAt: START - DAY_MS, failedRatio: 0.01, costRatio: 0.3, slo: 'availability', ...given })

const burning = (fast: number | null, slow = fast): MeasuredReading => ({
  kind: 'measured',
  service: GATEWAY,
  slo: 'availability',
  at: START,
  good: null,
  total: null,
  errorRatio: 0,
  remainingRatio: 1,
  burnRates: { '5m': fast, '1h': slow, '6h': 0, '1d': 0, '3d': 0 },
  spentLastDayRatio: 0,
  exhaustsInMs: null,
  coverage: 1,
})

/** Objective 99.5 over 30 days: 2 × is one percent that fails. */
function paceAt(readings: () => readonly MeasuredReading[]): CostPace {
  return new CostPace(() => ({ services: new Map([[GATEWAY, service(GATEWAY)]]), readings: readings() }))
}

/** Minutes until one that was looked at is due again. */
function minutesUntilDue(incident: Incident, readings: readonly MeasuredReading[]): number {
  const pace = paceAt(() => readings)
  pace.looked([incident], START)
  for (let minutes = 1; ; minutes += 1)
    if (pace.due([incident], START + minutes * MINUTE_MS).length > 0) return minutes
}

describe('an incident is measured again', () => {
  test.each([
    ['at once where the budget burns away', goingOn(), [burning(40)], 1],
    ['when a part of the budget may be gone that people could see', goingOn(), [burning(2)], 11],
    ['by what burned in the last hour, when it is quiet now', goingOn(), [burning(0, 20)], 2],
    ['when the share of failed requests may be another one', goingOn({ failedRatio: 0.5 }), [burning(0)], 2],
    [
      'later, the longer it has gone on',
      goingOn({ startedAt: START - 10 * DAY_MS, failedRatio: 0.5 }),
      [burning(0)],
      15,
    ],
    ['every hour where nothing fails', goingOn({ failedRatio: 0 }), [burning(0)], 60],
    ['every ten minutes where the poll found nothing', goingOn(), [], 10],
    ['every ten minutes where the last minutes are unknown', goingOn(), [burning(null)], 10],
    ['each time once it is over', goingOn({ endedAt: START }), [burning(0)], 1],
    [
      'each time while it is new and has no figures',
      goingOn({ startedAt: START, costRatio: null }),
      [burning(0)],
      1,
    ],
  ])('%s', (_case, incident, readings, minutes) => {
    expect(minutesUntilDue(incident, readings)).toBe(minutes)
  })

  test('as soon as its service begins to burn', () => {
    const incident = goingOn({ failedRatio: 0 })
    let readings = [burning(0)]
    const pace = paceAt(() => readings)
    pace.looked([incident], START)
    expect(pace.due([incident], START + 30 * MINUTE_MS)).toEqual([])
    readings = [burning(10)]
    expect(pace.due([incident], START + 31 * MINUTE_MS)).toEqual([incident])
  })

  test('when its beginning was corrected', () => {
    const incident = goingOn({ failedRatio: 0 })
    const pace = paceAt(() => [burning(0)])
    pace.looked([incident], START)
    const corrected = { ...incident, startedAt: incident.startedAt - HOUR_MS }
    expect(pace.due([corrected], START + MINUTE_MS)).toEqual([corrected])
  })
})

test('after a start, those that went on before are measured a part at a time', () => {
  const many = Array.from({ length: 500 }, (_, n) => goingOn({ id: `i_${n}`, failedRatio: 0 }))
  const pace = paceAt(() => [burning(0)])
  const sizes = [1, 2, 3, 4].map((minutes) => {
    const now = START + minutes * MINUTE_MS
    const due = pace.due(many, now)
    pace.looked(due, now)
    return due.length
  })
  expect(sizes).toEqual([200, 200, 100, 0])
})
