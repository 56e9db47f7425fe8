import { describe, expect, test } from 'vitest'
import type { DeployHours } from '../../../src/core/policy/deploy-hours.ts'
import { hoursFreeze } from '../../../src/core/policy/hours-freeze.ts'

const NIGHTS: DeployHours = {
  allowed: [{ days: [1, 2, 3, 4, 5], from: '22:00', to: '06:00' }],
  preferred: [],
}
const OFFICE: DeployHours = {
  allowed: [],
  preferred: [{ days: [1, 2, 3, 4, 5], from: '18:00', to: '24:00' }],
}
const LEAP: DeployHours = { allowed: [{ days: [7], from: '02:30', to: '03:30' }], preferred: [] }
const ANY: DeployHours = { allowed: [], preferred: [] }

const freezeAt = (hours: DeployHours, zone: string, now: string, isAtGate = true): string => {
  const freeze = hoursFreeze({ name: 'ORANGE', hours }, zone, Date.parse(now), isAtGate)
  if (freeze === null) return 'nothing'
  return `${freeze.effect} until ${freeze.until === null ? 'ever' : new Date(freeze.until).toISOString()}`
}

describe('the hours of a level', () => {
  test.each<[string, DeployHours, string, string, string]>([
    ['any time', ANY, 'UTC', '2026-11-21T12:00:00Z', 'nothing'],
    ['a night', NIGHTS, 'UTC', '2026-11-20T23:00:00Z', 'nothing'],
    ['Saturday morning, which is of Friday’s night', NIGHTS, 'UTC', '2026-11-21T05:59:59Z', 'nothing'],
    ['the end of that night', NIGHTS, 'UTC', '2026-11-21T06:00:00Z', 'blocks until 2026-11-23T22:00:00.000Z'],
    ['noon', NIGHTS, 'UTC', '2026-11-18T12:00:00Z', 'blocks until 2026-11-18T22:00:00.000Z'],
    [
      'noon in Berlin',
      NIGHTS,
      'Europe/Berlin',
      '2026-11-18T12:00:00Z',
      'blocks until 2026-11-18T21:00:00.000Z',
    ],
    ['a preferred evening', OFFICE, 'UTC', '2026-11-18T23:59:00Z', 'nothing'],
    ['outside of it', OFFICE, 'UTC', '2026-11-18T12:00:00Z', 'advised until 2026-11-18T18:00:00.000Z'],
    [
      'the night on which the clocks skip the window’s beginning',
      LEAP,
      'Europe/Berlin',
      '2026-03-29T01:15:00Z',
      'nothing',
    ],
    [
      'the moment before that night’s clock change',
      LEAP,
      'Europe/Berlin',
      '2026-03-29T00:59:59Z',
      'blocks until 2026-03-29T01:00:00.000Z',
    ],
    [
      'the last day of a month',
      NIGHTS,
      'UTC',
      '2026-01-31T12:00:00Z',
      'blocks until 2026-02-02T22:00:00.000Z',
    ],
  ])('%s', (_sentence, hours, zone, now, expected) => {
    expect(freezeAt(hours, zone, now)).toBe(expected)
  })

  test('keep a request waiting and do not refuse it', () => {
    expect(freezeAt(NIGHTS, 'UTC', '2026-11-18T12:00:00Z', false)).toBe(
      'waits until 2026-11-18T22:00:00.000Z',
    )
  })
})
