import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import {
  lastFinished,
  periodAt,
  periodBefore,
  periodNamed,
  type ReportPeriod,
} from '../../../src/core/reports/report-period.ts'

const BERLIN = 'Europe/Berlin'
const hoursOf = ({ from, until }: ReportPeriod): number => (until - from) / HOUR_MS
const named = (text: string, timeZone = 'UTC'): ReportPeriod => {
  const period = periodNamed(text, timeZone)
  if (period === undefined) throw new Error(`${text} is no period`)
  return period
}

describe('a period', () => {
  it.each([
    ['2026-10', BERLIN, 31 * 24 + 1, 'October 2026'],
    ['2026-03', BERLIN, 31 * 24 - 1, 'March 2026'],
    ['2026-03', 'UTC', 31 * 24, 'March 2026'],
    ['2028-02', 'UTC', 29 * 24, 'February 2028'],
    ['2026-02', 'UTC', 28 * 24, 'February 2026'],
    ['2026-W44', BERLIN, 7 * 24, 'Week 44 of 2026'],
    ['2026-W43', BERLIN, 7 * 24 + 1, 'Week 43 of 2026'],
    ['2026-Q1', BERLIN, 90 * 24 - 1, 'First quarter of 2026'],
    ['2026-Q3', BERLIN, 92 * 24, 'Third quarter of 2026'],
    ['2028-Q1', 'UTC', 91 * 24, 'First quarter of 2028'],
  ])('%s in %s has %i hours and is called %s', (name, timeZone, hours, title) => {
    const period = named(name, timeZone)
    expect([hoursOf(period), period.title, period.name]).toEqual([hours, title, name])
  })

  it('that is a week belongs to the year of its Thursday', () => {
    const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
    expect(iso(named('2026-W01').from)).toBe('2025-12-29')
    expect(iso(named('2026-W53').from)).toBe('2026-12-28')
    expect(periodAt('week', 'UTC', Date.parse('2027-01-03T23:59:59Z')).name).toBe('2026-W53')
    expect(periodAt('week', 'UTC', Date.parse('2027-01-04T00:00:00Z')).name).toBe('2027-W01')
    expect(periodNamed('2027-W53', 'UTC')).toBeUndefined()
  })

  it.each([
    '2026-13',
    '2026-00',
    '2026-W54',
    '2026-W00',
    '2026-Q5',
    '2026-Q0',
    '2026',
    '26-10',
    '2026-1',
    '2026-W4',
    'October',
    '',
  ])('is not called “%s”', (text) => {
    expect(periodNamed(text, 'UTC')).toBeUndefined()
  })

  it('may be written in small letters', () => {
    expect(named('2026-w44').name).toBe('2026-W44')
    expect(named('2026-q3').name).toBe('2026-Q3')
  })

  it('is finished from its very end on', () => {
    const end = Date.parse('2026-10-31T23:00:00Z')
    expect(lastFinished('month', BERLIN, end).name).toBe('2026-10')
    expect(lastFinished('month', BERLIN, end - 1).name).toBe('2026-09')
    expect(lastFinished('quarter', BERLIN, end).name).toBe('2026-Q3')
  })

  it('follows the one before without a gap, through a year of clock changes', () => {
    for (const unit of ['week', 'month', 'quarter'] as const) {
      let period = periodAt(unit, BERLIN, Date.parse('2028-03-15T00:00:00Z'))
      for (let count = 0; count < 60; count += 1) {
        const before = periodBefore(period, BERLIN)
        expect(before.until).toBe(period.from)
        expect(periodNamed(before.name, BERLIN)).toEqual(before)
        period = before
      }
    }
  })
})
