import type { Path, YamlFile } from './yaml-file.ts'

/** The names of a list's items; undefined where an item has none. */
export const namesIn = (list: unknown): readonly (string | undefined)[] =>
  Array.isArray(list)
    ? list.map((item: unknown) =>
        typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string'
          ? item.name
          : undefined,
      )
    : []

/** Where the item of this name stands in a list: others before it may have been cut out. */
export function placeOf(file: YamlFile, list: Path, name: string): Path {
  const items = file.valueOf(list)
  const index = Array.isArray(items)
    ? items.findIndex(
        (item: unknown) => typeof item === 'object' && item !== null && 'name' in item && item.name === name,
      )
    : -1
  return [...list, Math.max(index, 0)]
}
