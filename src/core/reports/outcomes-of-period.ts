import type { Period } from '../kernel/time/period.ts'
import { quarterOutcomes } from '../outcomes/quarter.ts'
import { roleTitle } from '../people/role-book.ts'
import type { ReportedOutcomes } from './report.ts'
import type { ReportWorld } from './report-world.ts'

/** What became of the requests of a period, with what the configuration calls its roles; of all services when none is named. */
export async function outcomesOf(
  { store, gatedEnvironments, roleBook }: ReportWorld,
  period: Period,
  service: string | undefined,
): Promise<ReportedOutcomes> {
  const { paths, seats } = await quarterOutcomes(store, gatedEnvironments(), period, service)
  const book = roleBook()
  return { paths, seats: seats.map((seat) => ({ ...seat, roleTitle: roleTitle(seat.role, book) })) }
}
