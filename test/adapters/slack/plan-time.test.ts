import { expect, test } from 'vitest'
import { plannedTime } from '../../../src/adapters/slack/commands/plan-time.ts'

// A Saturday, 23:30 in UTC and half past midnight on Sunday in Berlin.
const NOW = Date.parse('2026-03-21T23:30:00Z')

test.each([
  ['2026-03-24 10:00', '2026-03-24T09:00:00.000Z'],
  ['2026-03-24T10:00', '2026-03-24T09:00:00.000Z'],
  ['2026-03-24t10:00', '2026-03-24T09:00:00.000Z'],
  ['today 10:00', '2026-03-22T09:00:00.000Z'],
  ['Tomorrow 10:00', '2026-03-23T09:00:00.000Z'],
  ['monday 10:00', '2026-03-23T09:00:00.000Z'],
  ['sunday 10:00', '2026-03-29T08:00:00.000Z'],
  ['2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
  ['2028-02-29 10:00', '2028-02-29T09:00:00.000Z'],
  ['2026-02-29 10:00', null],
  ['2026-03-24 25:00', null],
  ['2026-03-24', null],
  ['10:00', null],
  ['someday 10:00', null],
  ['tomorrow 10:00 sharp', null],
])('%s in Berlin is %s', (typed, expected) => {
  const at = plannedTime(typed.split(' '), NOW, 'Europe/Berlin')
  expect(at === undefined ? null : new Date(at).toISOString()).toBe(expected)
})
