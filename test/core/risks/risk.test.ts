import { expect, test } from 'vitest'
import { badMinutesPerYear, incidentsPerYear, type RiskFigures } from '../../../src/core/risks/risk.ts'
import { QUARTERLY } from '../../support/some-risks.ts'

const quarterly: RiskFigures = { ...QUARTERLY, usersRatio: 0.25 }

test.each<{ what: string; figures: RiskFigures; incidents: number; badMinutes: number }>([
  {
    what: 'once a quarter, an hour, a quarter of the users',
    figures: quarterly,
    incidents: 4,
    badMinutes: 60,
  },
  { what: 'all users', figures: QUARTERLY, incidents: 4, badMinutes: 240 },
  {
    what: 'once in ten years',
    figures: { ...quarterly, ettfDays: 3652.5 },
    incidents: 0.1,
    badMinutes: 1.5,
  },
  { what: 'seen at once', figures: { ...quarterly, ettdMinutes: 0 }, incidents: 4, badMinutes: 50 },
])('$what: $badMinutes bad minutes a year', ({ figures, incidents, badMinutes }) => {
  expect(incidentsPerYear(figures)).toBeCloseTo(incidents, 9)
  expect(badMinutesPerYear(figures)).toBeCloseTo(badMinutes, 9)
})
