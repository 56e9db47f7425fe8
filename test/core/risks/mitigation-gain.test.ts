import { expect, test } from 'vitest'
import { mitigationGains } from '../../../src/core/risks/mitigation-gain.ts'
import type { Mitigation } from '../../../src/core/risks/risk.ts'
import { catalogOf, riskOf, yearly } from '../../support/some-risks.ts'

const mitigation = (title: string, minutes: number, effortDays: number | null): Mitigation => ({
  title,
  figures: yearly(minutes),
  effortDays,
  cost: null,
})

const catalog = catalogOf([
  riskOf('provider', 400, {
    mitigations: [mitigation('a second one', 40, 36), mitigation('keep old prices', 100, 10)],
  }),
  riskOf('cache', 120, { mitigations: [mitigation('a spare', 20, null), mitigation('nothing', 120, 1)] }),
  riskOf('disk', 90),
])

test('what wins most for a day comes first, and what nobody estimated last', () => {
  const gains = mitigationGains(catalog, new Set())
  expect(
    gains.map(({ mitigation: { title }, wonMinutes, wonPerDay, colour, rank }) => ({
      title,
      wonMinutes: Math.round(wonMinutes),
      wonPerDay: wonPerDay === null ? null : Math.round(wonPerDay),
      colour,
      rank,
    })),
  ).toEqual([
    { title: 'keep old prices', wonMinutes: 300, wonPerDay: 30, colour: 'green', rank: 2 },
    { title: 'a second one', wonMinutes: 360, wonPerDay: 10, colour: 'green', rank: 3 },
    { title: 'nothing', wonMinutes: 0, wonPerDay: 0, colour: 'green', rank: 2 },
    { title: 'a spare', wonMinutes: 100, wonPerDay: null, colour: 'green', rank: 3 },
  ])
})

test('an accepted risk stays accepted when less of it is left', () => {
  const [gain] = mitigationGains(catalog, new Set(['provider']))
  expect(gain).toMatchObject({ colour: 'blue', badMinutesPerYear: 100 })
})
