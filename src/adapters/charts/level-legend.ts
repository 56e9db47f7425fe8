import type { PicturedLevel } from '../../core/pictures/picture.ts'
import type { Kit, Shape } from './chart.ts'
import { legend, type LegendEntry } from './legend.ts'
import { toneOf } from './palette.ts'
import { box } from './shapes.ts'

/** Of a cell's height; so much the best level fills, and the worst all of it: who sees no colours sees heights. */
const LEAST_FILLED = 0.3

interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * What stands for a level in cells: the worse it is, the higher, and a line below it where changes are frozen. One shape for all
 * of them: there may be thousands.
 */
export function levelShapes(
  level: PicturedLevel,
  cells: readonly Cell[],
  { palette }: Kit,
): readonly Shape[] {
  const share = LEAST_FILLED + (1 - LEAST_FILLED) * level.severity
  const filled = cells.map(({ x, y, width, height }) => ({
    x,
    y: y + height * (1 - share),
    width,
    height: height * share,
  }))
  const lines = cells.map(({ x, y, width, height }) => ({ x, y: y + height - 2, width, height: 2 }))
  const bars = boxes(filled, toneOf(palette, level).fill)
  return level.freeze ? [bars, boxes(lines, palette.ink)] : [bars]
}

const boxes = (cells: readonly Cell[], fill: string): Shape => ({
  type: 'path',
  shape: {
    pathData: cells
      .map(
        ({ x, y, width, height }) =>
          `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${-round(width)}Z`,
      )
      .join(''),
  },
  style: { fill },
})

const round = (px: number): number => Math.round(px * 100) / 100

/** Cells by the level that they show. */
export const byLevel = <Shown>(
  levels: readonly PicturedLevel[],
  shown: readonly Shown[],
  placeOf: (one: Shown) => number | null,
): readonly (readonly [PicturedLevel, readonly Shown[]])[] =>
  levels.flatMap((level, place) => {
    const own = shown.filter((one) => placeOf(one) === place)
    return own.length === 0 ? [] : [[level, own] as const]
  })

/** The levels that are shown, best first, and what the line below some of them means. */
export function levelLegend(kit: Kit, levels: readonly PicturedLevel[]) {
  const sorted = levels.toSorted((a, b) => a.severity - b.severity)
  const entries = sorted.map((level): LegendEntry => ({
    text: level.level,
    mark: ([x, y]) => levelShapes(level, [{ x: x - 7, y: y - 6, width: 14, height: 12 }], kit),
  }))
  const frozen: LegendEntry = {
    text: 'underlined: frozen',
    mark: ([x, y]) => [box(x - 7, y + 4, 14, 2, kit.palette.ink)],
  }
  return legend(kit, sorted.some(({ freeze }) => freeze) ? [...entries, frozen] : entries)
}
