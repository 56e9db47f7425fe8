import type { DecidedSeat } from './decision.ts'
import type { Seat } from './policy.ts'

/** Somebody who approved, with the roles that count for the service at hand. */
export interface Approver {
  readonly userId: string
  readonly roles: ReadonlySet<string>
}

/**
 * Fills seats with people by maximum matching: each person takes one seat at most, and a person is moved to another seat
 * where that lets one more in. The first to come keeps a seat. Repeated people count once.
 */
export function filledSeats(seats: readonly Seat[], people: readonly Approver[]): DecidedSeat[] {
  if (people.length === 0) return seats.map(({ role, count }) => ({ role, count, filledBy: [] }))
  const chairs = seats.flatMap(({ role, count }, seat) =>
    Array.from({ length: count }, () => ({ role, seat })),
  )
  const sitting = new Map<number, Approver>()

  const seatPerson = (person: Approver, tried: Set<number>): boolean => {
    const fitting = chairs.flatMap(({ role }, chair) => (person.roles.has(role) ? [chair] : []))
    const free = fitting.find((chair) => !sitting.has(chair))
    if (free !== undefined) {
      sitting.set(free, person)
      return true
    }
    for (const chair of fitting) {
      if (tried.has(chair)) continue
      tried.add(chair)
      const occupant = sitting.get(chair)
      if (occupant !== undefined && seatPerson(occupant, tried)) {
        sitting.set(chair, person)
        return true
      }
    }
    return false
  }

  const seen = new Set<string>()
  for (const person of people) {
    if (seen.has(person.userId)) continue
    seen.add(person.userId)
    seatPerson(person, new Set())
  }

  return seats.map(({ role, count }, seat) => ({
    role,
    count,
    filledBy: chairs.flatMap((chair, index) => {
      const occupant = chair.seat === seat ? sitting.get(index) : undefined
      return occupant === undefined ? [] : [occupant.userId]
    }),
  }))
}

export const openSeats = (seats: readonly DecidedSeat[]): DecidedSeat[] =>
  seats.filter(({ count, filledBy }) => filledBy.length < count)

/** Two rules' seats together: of each role as many as the one that asks for more. */
export function unitedSeats(a: readonly Seat[], b: readonly Seat[]): Seat[] {
  const counts = new Map(a.map(({ role, count }) => [role, count]))
  for (const { role, count } of b) counts.set(role, Math.max(count, counts.get(role) ?? 0))
  return [...counts].map(([role, count]) => ({ role, count }))
}
