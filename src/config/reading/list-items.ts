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

/** An item of a list, and where it stands in the file. */
export interface Placed<Item> {
  readonly yaml: Item
  readonly path: Path
}

/** Finds the items of a list in its file again, by name and order: others between them may have been cut out. */
export function placed<Item extends { readonly name: string }>(
  file: YamlFile,
  list: Path,
  items: readonly Item[],
): readonly Placed<Item>[] {
  const names = namesIn(file.valueOf(list))
  let next = 0
  return items.map((yaml) => {
    const index = names.indexOf(yaml.name, next)
    if (index !== -1) next = index + 1
    return { yaml, path: [...list, Math.max(index, 0)] }
  })
}
