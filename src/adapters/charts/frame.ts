import { type Frame, type GridPlace, isNarrow, type Kit, MARGIN, type Part } from './chart.ts'
import { FONT_FAMILY } from './font.ts'
import type { Palette } from './palette.ts'
import { fitted, textAt } from './shapes.ts'

/** Below the header. */
export const HEADER_PX = 54

/** What the picture is of, in two lines. */
export const headerPart = (kit: Kit, title: string, about: string): Part => ({
  name: 'header',
  draw: () => {
    const roomPx = kit.widthPx - 2 * MARGIN
    const { palette } = kit
    return [
      textAt(fitted(kit, title, 15, roomPx, true), [MARGIN, 19], {
        sizePx: 15,
        fill: palette.ink,
        bold: true,
      }),
      textAt(fitted(kit, about, 12, roomPx), [MARGIN, 39], { sizePx: 12, fill: palette.soft }),
    ]
  },
})

interface Range {
  readonly from: number
  readonly until: number
}

interface Grid extends GridPlace {
  readonly x: Range
  /** What is written below it, by time; a line is drawn there in any case. */
  readonly xTicks?: ReadonlyMap<number, string>
  readonly y: Range
  readonly yTicks?: ReadonlyMap<number, string>
}

/** Grids with their axes, whose ticks and words are ours. */
export const grids = ({ palette }: Kit, all: readonly Grid[]): Frame => ({
  textStyle: { fontFamily: FONT_FAMILY },
  grid: all.map(({ left, right, top, height }) => ({ left, right, top, height })),
  xAxis: all.map(({ x, xTicks = new Map() }, grid) => axis(palette, grid, x, xTicks, true)),
  yAxis: all.map(({ y, yTicks = new Map() }, grid) => axis(palette, grid, y, yTicks, false)),
})

const TICK_SIZE_PX = 11

/** What the words at the left of a grid need. */
export const roomForTicks = ({ font }: Kit, ticks: ReadonlyMap<number, string>): number =>
  MARGIN + 10 + Math.max(0, ...[...ticks.values()].map((text) => font.widthOf(text, TICK_SIZE_PX)))

const axis = (
  palette: Palette,
  gridIndex: number,
  { from, until }: Range,
  ticks: ReadonlyMap<number, string>,
  hasLine: boolean,
) => ({
  type: 'value' as const,
  gridIndex,
  min: from,
  max: until,
  splitLine: { show: false },
  axisLine: { show: hasLine, onZero: false, lineStyle: { color: palette.line } },
  axisTick: {
    show: hasLine && ticks.size > 0,
    customValues: [...ticks.keys()],
    lineStyle: { color: palette.line },
  },
  axisLabel: {
    show: ticks.size > 0,
    customValues: [...ticks.keys()],
    color: palette.soft,
    fontSize: TICK_SIZE_PX,
    formatter: (value: number) => ticks.get(value) ?? '',
  },
})

/** So many ticks of time have room. */
export const mostTimeTicks = (kit: Kit): number => (isNarrow(kit) ? 5 : 12)
