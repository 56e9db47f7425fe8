import { suggestion } from '../../core/kernel/nearest.ts'
import type { Problem } from './problem.ts'
import type { Place } from './yaml-file.ts'

/** The names of a list's items; undefined where an item has none. */
export const namesIn = (list: unknown): readonly (string | undefined)[] =>
  Array.isArray(list)
    ? list.map((item: unknown) =>
        typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string'
          ? item.name
          : undefined,
      )
    : []

/** An item of a list, and where it stands in the file. */
export interface Placed<Item> {
  readonly yaml: Item
  readonly place: Place
}

/** Finds the items of a list in its file again, by name and order: others between them may have been cut out. */
export function placed<Item extends { readonly name: string }>(
  list: Place,
  items: readonly Item[],
): readonly Placed<Item>[] {
  const names = namesIn(list.value)
  let next = 0
  return items.map((yaml) => {
    const index = names.indexOf(yaml.name, next)
    if (index !== -1) next = index + 1
    return { yaml, place: list.at(Math.max(index, 0)) }
  })
}

/** `another freeze is called x; names are distinct`, of each item whose name an earlier one has. `another` ends before the name. */
export function repeatedNames(list: Place, another: string): readonly Problem[] {
  const names = namesIn(list.value)
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [list.at(index, 'name').problem(`${another} ${name}; names are distinct`)]
      : [],
  )
}

/** The items whose key an earlier one has, each with that one. */
export function repeated<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<Item, Item> {
  const first = new Map<string, Item>()
  const later = new Map<Item, Item>()
  for (const item of items) {
    const other = first.get(keyOf(item))
    if (other === undefined) first.set(keyOf(item), item)
    else later.set(item, other)
  }
  return later
}

/** `no level is called x`, with what may be meant, unless it is one of the known names. */
export const unknownName = (
  place: Place,
  what: string,
  name: string | undefined,
  known: readonly string[],
  severity: Problem['severity'] = 'error',
): readonly Problem[] =>
  name === undefined || known.includes(name)
    ? []
    : [place.problem(`no ${what} is called ${name}${suggestion(name, known)}`, severity)]

/** The same of each name of a list. */
export const unknownNames = (
  place: Place,
  what: string,
  names: readonly string[] | undefined,
  known: readonly string[],
): readonly Problem[] =>
  (names ?? []).flatMap((name, index) => unknownName(place.at(index), what, name, known))
