import { expect, test } from 'vitest'
import { badMinutesPerYear, incidentsPerYear, type Risk } from '../../../src/core/risks/risk.ts'

const quarterly: Risk = { ettfDays: 91.3125, ettdMinutes: 10, ettrMinutes: 50, usersRatio: 0.25 }

test.each<{ what: string; risk: Risk; incidents: number; badMinutes: number }>([
  { what: 'once a quarter, an hour, a quarter of the users', risk: quarterly, incidents: 4, badMinutes: 60 },
  { what: 'all users', risk: { ...quarterly, usersRatio: 1 }, incidents: 4, badMinutes: 240 },
  { what: 'once in ten years', risk: { ...quarterly, ettfDays: 3652.5 }, incidents: 0.1, badMinutes: 1.5 },
  { what: 'seen at once', risk: { ...quarterly, ettdMinutes: 0 }, incidents: 4, badMinutes: 50 },
])('$what: $badMinutes bad minutes a year', ({ risk, incidents, badMinutes }) => {
  expect(incidentsPerYear(risk)).toBeCloseTo(incidents, 9)
  expect(badMinutesPerYear(risk)).toBeCloseTo(badMinutes, 9)
})
