import type { PeopleNames } from './known-names.ts'

const TOKEN = 'token:'
/** Who acts by itself. */
const MACHINES: ReadonlyMap<string, string> = new Map([
  ['budgeteer', 'Budgeteer'],
  ['alertmanager', 'Alertmanager'],
  ['burn-alert', 'a burn alert'],
])

/** Whether an actor of the record is a person, who goes by a user id. */
export const isPerson = (actor: string): boolean => !actor.startsWith(TOKEN) && !MACHINES.has(actor)

/** Who acted, for people: `Dana`, `token ci`, `Budgeteer`; by the id where the name is not known. */
export function actorWords(actor: string, names: PeopleNames): string {
  if (actor.startsWith(TOKEN)) return `token ${actor.slice(TOKEN.length)}`
  return MACHINES.get(actor) ?? names.get(actor) ?? actor
}
