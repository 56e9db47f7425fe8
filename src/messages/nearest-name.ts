/** The known name that somebody may have meant; undefined when none is near. */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')
  let best: string | undefined
  let fewest = Math.max(2, Math.floor(typed.length / 3)) + 1
  for (const name of known) {
    const edits = editDistance(plain(typed), plain(name))
    if (edits < fewest) [best, fewest] = [name, edits]
  }
  return best
}

function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      line.push(Math.min(replaced, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1))
    }
    above = line
  }
  return above[to.length] ?? 0
}
