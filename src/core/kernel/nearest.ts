/** Steps of inserting, deleting, replacing or swapping neighbours that turn one text into the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}

/** The known name that was probably meant; undefined when none is near enough to be a misspelling. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[_\s]/g, '-')
  const limit = Math.max(1, Math.floor(name.length / 3))
  let best: { name: string; distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(plain(name), plain(candidate))
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { name: candidate, distance }
  }
  return best?.name
}

/** `did you mean sre? (known: …)`, or what there is alone. */
export function meant(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  const list = known.length === 0 ? 'none is known' : `known: ${known.join(', ')}`
  return near === undefined ? list : `did you mean ${near}? (${list})`
}

/** The same, to stand behind the name that is unknown. */
export const suggestion = (name: string, known: readonly string[]): string => `; ${meant(name, known)}`
