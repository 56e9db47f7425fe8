import { type Kit, MARGIN, type Part, type Point, type Shape } from './chart.ts'
import { textAt } from './shapes.ts'

/** What a mark means. It is drawn around a point, in 16 pixels by 12. */
export interface LegendEntry {
  readonly text: string
  readonly mark: (at: Point) => readonly Shape[]
}

const ROW_PX = 18
const MARK_PX = 16
const APART_PX = 14
const SIZE_PX = 11

/** Entries side by side, in as many rows as they need. */
export function legend(kit: Kit, entries: readonly LegendEntry[]) {
  const roomPx = kit.widthPx - 2 * MARGIN
  const placed: { entry: LegendEntry; x: number; row: number }[] = []
  let [x, row] = [0, 0]
  for (const entry of entries) {
    const widthPx = MARK_PX + 5 + kit.font.widthOf(entry.text, SIZE_PX)
    if (x > 0 && x + widthPx > roomPx) [x, row] = [0, row + 1]
    placed.push({ entry, x, row })
    x += widthPx + APART_PX
  }
  return {
    heightPx: entries.length === 0 ? 0 : (row + 1) * ROW_PX,
    part: (top: number): Part => ({
      name: 'legend',
      draw: () =>
        placed.flatMap(({ entry, x: left, row: index }) => {
          const y = top + (index + 0.5) * ROW_PX
          const text: Point = [MARGIN + left + MARK_PX + 5, y]
          return [
            ...entry.mark([MARGIN + left + MARK_PX / 2, y]),
            textAt(entry.text, text, { sizePx: SIZE_PX, fill: kit.palette.soft }),
          ]
        }),
    }),
  }
}
