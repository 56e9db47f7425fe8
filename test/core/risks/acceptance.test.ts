import { expect, test } from 'vitest'
import { type RiskAct, standingOf, standingsOf, acceptedAmong } from '../../../src/core/risks/acceptance.ts'
import { catalogOf, riskOf } from '../../support/some-risks.ts'

const act = (more: Partial<RiskAct> = {}): RiskAct => ({
  catalog: 'shop',
  risk: 'cache',
  isAccepted: true,
  by: 'U0DANA',
  at: 0,
  why: 'Cheaper than a second one',
  badMinutesPerYear: 60,
  ...more,
})

test.each<{ what: string; written: boolean; decided: RiskAct | null; accepted: boolean; outgrown?: true }>([
  { what: 'nobody says anything', written: false, decided: null, accepted: false },
  { what: 'the configuration says so', written: true, decided: null, accepted: true },
  { what: 'a person accepted it', written: false, decided: act(), accepted: true },
  { what: 'a person took it back', written: true, decided: act({ isAccepted: false }), accepted: false },
  { what: 'it cost more then', written: false, decided: act({ badMinutesPerYear: 90 }), accepted: true },
  {
    what: 'it costs more now than what was accepted',
    written: true,
    decided: act({ badMinutesPerYear: 59 }),
    accepted: false,
    outgrown: true,
  },
  {
    what: 'it costs more now than when it was taken back',
    written: true,
    decided: act({ isAccepted: false, badMinutesPerYear: 10 }),
    accepted: false,
  },
])('$what: accepted is $accepted', ({ written, decided, accepted, outgrown }) => {
  expect(standingOf(riskOf('cache', 60, { isAccepted: written }), decided)).toEqual({
    isAccepted: accepted,
    act: decided,
    isOutgrown: outgrown ?? false,
  })
})

test('acts of another catalog, and of a risk that is gone, count for nothing', () => {
  const catalog = catalogOf([riskOf('cache', 60), riskOf('disk', 5)])
  const standings = standingsOf(catalog, [
    act({ catalog: 'other' }),
    act({ risk: 'gone' }),
    act({ risk: 'disk' }),
  ])
  expect([...acceptedAmong(standings)]).toEqual(['disk'])
})
