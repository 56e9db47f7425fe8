/** What a column would take on one line, and the least that it can do with. */
export interface ColumnNeed {
  readonly natural: number
  readonly least: number
}

/** A width for each column, together at most `available`; the widest give way first. Undefined where even the least is too much. */
export function columnWidths(needs: readonly ColumnNeed[], available: number): readonly number[] | undefined {
  const capped = (cap: number): number[] =>
    needs.map(({ natural, least }) => Math.max(least, Math.min(natural, cap)))
  if (sum(capped(0)) > available) return undefined
  let cap = Math.max(0, ...needs.map(({ natural }) => natural))
  while (sum(capped(cap)) > available) cap -= 1
  const widths = capped(cap)
  // What is left goes to the right, where sentences stand.
  let left = available - sum(widths)
  for (const [column, { natural }] of [...needs.entries()].reverse()) {
    const width = widths[column] ?? 0
    const more = Math.max(0, Math.min(left, natural - width))
    widths[column] = width + more
    left -= more
  }
  return widths
}

const sum = (widths: readonly number[]): number => widths.reduce((all, one) => all + one, 0)
