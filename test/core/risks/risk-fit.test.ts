import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { riskFit } from '../../../src/core/risks/risk-fit.ts'
import { anIncident } from '../../support/an-incident.ts'
import type { RiskFigures } from '../../../src/core/risks/risk.ts'

const YEAR = 365.25
/** Four a year, of an hour each. */
const QUARTERLY: RiskFigures = { ettfDays: YEAR / 4, ettdMinutes: 10, ettrMinutes: 50, usersRatio: 0.5 }

const incidents = (count: number, minutes = 60) =>
  Array.from({ length: count }, (_, index) => {
    const startedAt = index * 10 * DAY_MS
    return anIncident({ id: `i_${index}`, startedAt, endedAt: startedAt + minutes * MINUTE_MS })
  })

describe('how often', () => {
  // Of a Poisson distribution with mean 4: none in 1.8 % of the years, 9 or more in 2.1 %, 8 or more in 5.1 %.
  test.each([
    { count: 0, frequency: 'less' },
    { count: 1, frequency: 'as-estimated' },
    { count: 4, frequency: 'as-estimated' },
    { count: 8, frequency: 'as-estimated' },
    { count: 9, frequency: 'more' },
  ])('$count where four are expected: $frequency', ({ count, frequency }) => {
    expect(riskFit(QUARTERLY, incidents(count), YEAR)).toMatchObject({ expectedIncidents: 4, frequency })
  })

  test('a quarter without one says nothing', () => {
    expect(riskFit(QUARTERLY, [], YEAR / 4)).toMatchObject({
      incidents: 0,
      frequency: 'as-estimated',
      ettfDays: null,
      ettfBetweenDays: { most: null },
    })
  })

  test('the time between two is given with what it may be', () => {
    const { ettfDays, ettfBetweenDays } = riskFit(QUARTERLY, incidents(5), YEAR)
    expect(ettfDays).toBeCloseTo(73.05, 9)
    // 5 may come of 1.6235 to 11.668 on average.
    expect(ettfBetweenDays.least).toBeCloseTo(YEAR / 11.668, 2)
    expect(ettfBetweenDays.most).toBeCloseTo(YEAR / 1.6235, 1)
  })
})

describe('how long', () => {
  test.each([
    { what: 'as long as estimated', count: 3, minutes: 60, length: 'as-estimated' },
    {
      what: 'one of two hours, which comes in one of seven cases',
      count: 1,
      minutes: 120,
      length: 'as-estimated',
    },
    { what: 'one of four hours, which comes in one of 55 cases', count: 1, minutes: 240, length: 'more' },
    { what: 'five of two hours and a half', count: 5, minutes: 150, length: 'more' },
    { what: 'five of a quarter of an hour', count: 5, minutes: 15, length: 'less' },
  ])('$what: $length', ({ count, minutes, length }) => {
    expect(riskFit(QUARTERLY, incidents(count, minutes), YEAR)).toMatchObject({
      length,
      lengthMinutes: minutes,
    })
  })

  test('one that goes on has no length yet', () => {
    expect(riskFit(QUARTERLY, [anIncident()], YEAR)).toMatchObject({
      incidents: 1,
      lengthMinutes: null,
      length: 'as-estimated',
    })
  })
})

test('what alerts detected says how long detection took, and requests how many users it hit', () => {
  const at = 10 * DAY_MS
  const detection = {
    source: 'alertmanager',
    fingerprint: 'f',
    severity: null,
    summary: null,
    url: null,
    aboutSlo: null,
    asksFreeze: false,
    toldIn: null,
  } as const
  const fit = riskFit(
    QUARTERLY,
    [
      anIncident({ startedAt: at, openedAt: at + 4 * MINUTE_MS, failedRatio: 0.2, detection }),
      anIncident({ startedAt: at, openedAt: at + 8 * MINUTE_MS, failedRatio: 0.4, detection }),
      anIncident({ startedAt: at, openedAt: at + DAY_MS }),
    ],
    YEAR,
  )
  expect(fit.ettdMinutes).toBeCloseTo(6, 9)
  expect(fit.failedRatio).toBeCloseTo(0.3, 9)
})
