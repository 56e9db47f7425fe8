import { titled } from '../people/role-book.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import type { Policy, Seat } from './policy.ts'

/** A role as people call it; by its name under a policy that was read without the configuration's roles. */
export const roleIn = ({ roleTitles }: Pick<Policy, 'roleTitles'>, role: string): string =>
  roleTitles === undefined ? role : titled(role, roleTitles.get(role))

/** A risk class in a sentence: `high risk`, be its title `High risk` or `High`. */
export function riskIn({ risks }: Pick<Policy, 'risks'>, risk: string): string {
  const title = (risks.get(risk)?.title ?? risk).toLowerCase()
  return title.endsWith('risk') ? title : `${title} risk`
}

/** `SRE and 2 × Senior engineer`; empty without seats. */
export const seatsInWords = (
  policy: Pick<Policy, 'roleTitles'>,
  seats: readonly Pick<Seat, 'role' | 'count'>[],
): string =>
  listInWords(seats.map(({ role, count }) => (count === 1 ? '' : `${count} × `) + roleIn(policy, role)))
