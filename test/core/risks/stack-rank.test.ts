import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { stackRank } from '../../../src/core/risks/stack-rank.ts'
import { catalogOf, riskOf } from '../../support/some-risks.ts'

const objective = (percent: string) => {
  const parsed = parseObjective(percent)
  if (parsed === undefined) throw new Error(`${percent} is no objective`)
  return parsed
}

const coloursOf = (minutes: Readonly<Record<string, number>>, accepted: readonly string[] = []) =>
  stackRank(
    catalogOf(Object.entries(minutes).map(([name, each]) => riskOf(name, each))),
    new Set(accepted),
  ).rows.map(({ risk, colour }) => `${risk.name} ${colour}`)

test.each([
  { target: '99.9', minutes: 525.96 },
  { target: '99.95', minutes: 262.98 },
  { target: '99.99', minutes: 52.596 },
])('a target of $target % leaves $minutes minutes a year', ({ target, minutes }) => {
  const { budgetMinutes, tooBigMinutes } = stackRank(catalogOf([], { target: objective(target) }), new Set())
  expect(budgetMinutes).toBeCloseTo(minutes, 9)
  expect(tooBigMinutes).toBeCloseTo(minutes / 4, 9)
})

test('the most bad minutes come first, and the same by name', () => {
  const { rows } = stackRank(catalogOf([riskOf('b', 10), riskOf('c', 90), riskOf('a', 10)]), new Set())
  expect(rows.map(({ rank, risk }) => `${rank} ${risk.name}`)).toEqual(['1 c', '2 a', '3 b'])
})

test('accepting exactly the budget leaves nothing, and not a little less', () => {
  const parts = Array.from({ length: 12 }, (_, index) => riskOf(`r${index}`, 52.596 / 12))
  const catalog = catalogOf(parts, { target: objective('99.99') })
  const { unallocatedMinutes } = stackRank(catalog, new Set(parts.map(({ name }) => name)))
  expect(unallocatedMinutes).toBe(0)
})

describe('colours', () => {
  test.each<{
    what: string
    minutes: Readonly<Record<string, number>>
    accepted?: string[]
    colours: string[]
  }>([
    { what: 'within the threshold of a single risk', minutes: { a: 131.49 }, colours: ['a green'] },
    { what: 'above it', minutes: { a: 131.5 }, colours: ['a red'] },
    { what: 'accepted, however big', minutes: { a: 900 }, accepted: ['a'], colours: ['a blue'] },
    {
      what: 'all together within the budget',
      minutes: { a: 131, b: 131, c: 131, d: 131 },
      colours: ['a green', 'b green', 'c green', 'd green'],
    },
    {
      what: 'more than fit together: the bigger ones no longer do',
      minutes: { a: 131, b: 130, c: 120, d: 110, e: 100 },
      colours: ['a amber', 'b green', 'c green', 'd green', 'e green'],
    },
    {
      what: 'a red one that is not accepted takes no room: it must be mended',
      minutes: { a: 500, b: 100 },
      colours: ['a red', 'b green'],
    },
    {
      what: 'as much as there is, to the last',
      minutes: { a: 425.96, b: 100 },
      accepted: ['a'],
      colours: ['a blue', 'b green'],
    },
  ])('$what', ({ minutes, accepted, colours }) => {
    expect(coloursOf(minutes, accepted)).toEqual(colours)
  })

  test('with another threshold', () => {
    const { rows, tooBigMinutes } = stackRank(
      catalogOf([riskOf('a', 200)], { singleRiskRatio: 0.5 }),
      new Set(),
    )
    expect(tooBigMinutes).toBeCloseTo(262.98, 9)
    expect(rows[0]?.colour).toBe('green')
  })
})

const someMinutes = fc.array(fc.double({ min: 0.1, max: 200, noNaN: true }), { minLength: 1, maxLength: 12 })
const named = (minutes: readonly number[]) =>
  catalogOf(minutes.map((each, index) => riskOf(`r${index}`, each)))

test('all green ones may be accepted together, and nothing else changes its colour', () => {
  fc.assert(
    fc.property(someMinutes, (minutes) => {
      const catalog = named(minutes)
      const before = stackRank(catalog, new Set())
      const green = before.rows.filter(({ colour }) => colour === 'green').map(({ risk }) => risk.name)
      const after = stackRank(catalog, new Set(green))
      expect(after.unallocatedMinutes).toBeGreaterThanOrEqual(-1e-6)
      for (const [index, { colour }] of after.rows.entries()) {
        const was = before.rows[index]?.colour
        expect(colour).toBe(was === 'green' ? 'blue' : was)
      }
    }),
  )
})

test('whatever is accepted, no other risk looks better for it', () => {
  const worse = ['green', 'amber', 'red']
  fc.assert(
    fc.property(someMinutes, fc.nat(), (minutes, which) => {
      const catalog = named(minutes)
      const before = stackRank(catalog, new Set())
      const one = before.rows[which % before.rows.length]?.risk.name ?? ''
      const after = stackRank(catalog, new Set([one]))
      for (const [index, row] of after.rows.entries())
        if (row.risk.name !== one)
          expect(worse.indexOf(row.colour)).toBeGreaterThanOrEqual(
            worse.indexOf(before.rows[index]?.colour ?? ''),
          )
    }),
  )
})
