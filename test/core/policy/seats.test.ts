import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seat } from '../../../src/core/policy/policy.ts'
import { type Approver, filledSeats, openSeats, unitedSeats } from '../../../src/core/policy/seats.ts'

/** `vp 1, senior 2` */
const seats = (text: string): Seat[] =>
  text.split(', ').map((part) => {
    const [role = '', count] = part.split(' ')
    return { role, count: Number(count) }
  })

/** `ann: vp senior, ben: senior` */
const people = (text: string): Approver[] =>
  text === ''
    ? []
    : text.split(', ').map((part) => {
        const [userId = '', roles = ''] = part.split(': ')
        return { userId, roles: new Set(roles.split(' ')) }
      })

const filled = (asked: string, who: string): string =>
  filledSeats(seats(asked), people(who))
    .map(({ role, filledBy }) => `${role}: ${filledBy.join(' ')}`.trim())
    .join(', ')

test.each([
  { story: 'without people no seat is filled', asked: 'sre 1', who: '', then: 'sre:' },
  { story: 'one person fills one seat', asked: 'sre 1', who: 'ann: sre', then: 'sre: ann' },
  {
    story: 'one person takes one seat of two, whatever they hold',
    asked: 'owner 1, senior 1',
    who: 'ann: owner senior',
    then: 'owner: ann, senior:',
  },
  { story: 'a person without the role fills nothing', asked: 'sre 1', who: 'ann: owner', then: 'sre:' },
  {
    story: 'a repeated person counts once',
    asked: 'senior 2',
    who: 'ann: senior, ann: senior',
    then: 'senior: ann',
  },
  {
    story: 'a flexible person makes way for a narrow one',
    asked: 'owner 1, senior 1',
    who: 'ann: owner senior, ben: owner',
    then: 'owner: ben, senior: ann',
  },
  {
    story: 'a chain of two makes way',
    asked: 'a 1, b 1, c 1',
    who: 'ann: a b, ben: b c, cat: a, dan: c',
    then: 'a: cat, b: ann, c: ben',
  },
  {
    story: 'the first comers of one role keep their seats',
    asked: 'senior 2',
    who: 'ann: senior, ben: senior, cat: senior',
    then: 'senior: ann ben',
  },
  {
    story: 'a VP and two seniors take three distinct people',
    asked: 'vp 1, senior 2',
    who: 'ann: vp senior, ben: senior',
    then: 'vp: ann, senior: ben',
  },
  {
    story: 'the third person completes them',
    asked: 'vp 1, senior 2',
    who: 'ann: vp senior, ben: senior, cat: senior',
    then: 'vp: ann, senior: ben cat',
  },
])('$story', ({ asked, who, then }) => {
  expect(filled(asked, who)).toBe(then)
})

test('open seats are those that lack somebody', () => {
  const decided = filledSeats(seats('vp 1, senior 2'), people('ann: senior, vic: vp'))
  expect(openSeats(decided)).toEqual([{ role: 'senior', count: 2, filledBy: ['ann'] }])
})

test('two rules together ask of each role as many as the one that asks for more', () => {
  expect(unitedSeats(seats('owner 1, senior 2'), seats('senior 1, sre 1'))).toEqual(
    seats('owner 1, senior 2, sre 1'),
  )
})

const ROLES = ['a', 'b', 'c', 'd']
const anySeats = fc.uniqueArray(
  fc.record({ role: fc.constantFrom(...ROLES), count: fc.integer({ min: 1, max: 3 }) }),
  {
    maxLength: 3,
    selector: ({ role }) => role,
  },
)
const anyPeople = fc
  .array(fc.subarray(ROLES), { maxLength: 6 })
  .map((list): Approver[] => list.map((roles, index) => ({ userId: `U${index}`, roles: new Set(roles) })))

/** The most chairs that so many people can take, by trying everything. */
function mostSeated(chairs: readonly string[], [person, ...others]: readonly Approver[]): number {
  if (person === undefined) return 0
  const standing = mostSeated(chairs, others)
  const sitting = chairs.flatMap((role, chair) =>
    person.roles.has(role) ? [1 + mostSeated(chairs.toSpliced(chair, 1), others)] : [],
  )
  return Math.max(standing, ...sitting)
}

const chairsOf = (asked: readonly Seat[]): string[] =>
  asked.flatMap(({ role, count }) => Array.from({ length: count }, () => role))

const countOf = (asked: readonly Seat[], who: readonly Approver[]): number =>
  filledSeats(asked, who).reduce((sum, { filledBy }) => sum + filledBy.length, 0)

describe('whatever the seats and the people', () => {
  const holds = (check: (asked: readonly Seat[], who: readonly Approver[]) => void): void =>
    fc.assert(fc.property(anySeats, anyPeople, check), { numRuns: 500 })

  test('as many are seated as can be', () => {
    holds((asked, who) => {
      expect(countOf(asked, who)).toBe(mostSeated(chairsOf(asked), who))
    })
  })

  test('each sits once, in a role that they hold, and no role has more than its seats', () => {
    holds((asked, who) => {
      const decided = filledSeats(asked, who)
      const sitting = decided.flatMap(({ filledBy }) => filledBy)
      expect(new Set(sitting).size).toBe(sitting.length)
      for (const { role, count, filledBy } of decided) {
        expect(filledBy.length).toBeLessThanOrEqual(count)
        for (const userId of filledBy)
          expect(who.find((person) => person.userId === userId)?.roles.has(role)).toBe(true)
      }
    })
  })

  test('a later person never takes a seat from an earlier one', () => {
    holds((asked, who) => {
      const before = filledSeats(asked, who.slice(0, -1)).flatMap(({ filledBy }) => filledBy)
      const after = new Set(filledSeats(asked, who).flatMap(({ filledBy }) => filledBy))
      expect(before.every((userId) => after.has(userId))).toBe(true)
    })
  })
})
