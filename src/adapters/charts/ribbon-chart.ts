import type { LevelRibbon, PicturedLevel, RibbonRow } from '../../core/pictures/picture.ts'
import { type Chart, isNarrow, type Kit, MARGIN, type Part } from './chart.ts'
import { grids, HEADER_PX, headerPart, mostTimeTicks } from './frame.ts'
import { byLevel, levelLegend, levelShapes } from './level-legend.ts'
import { box, fitted, textAt } from './shapes.ts'
import { dayText, timeTicks } from './time-ticks.ts'

const ROW_PX = 34
const AXIS_PX = 26

/** The levels of each service as they followed one another. */
export function ribbonChart(picture: LevelRibbon, kit: Kit): Chart {
  const { levels, rows, from, until, timeZone } = picture
  const explained = levelLegend(kit, levels)
  const x = { from, until }
  const ticks = timeTicks(x, timeZone, mostTimeTicks(kit) - 1)
  const heightPx = Math.max(1, rows.length * ROW_PX)
  const policies = [...new Set(rows.map(({ policy }) => policy))]
  return {
    widthPx: kit.widthPx,
    heightPx: HEADER_PX + heightPx + AXIS_PX + explained.heightPx + MARGIN,
    frame: grids(kit, [
      {
        left: namesPx(kit),
        right: 2 * MARGIN,
        top: HEADER_PX,
        height: heightPx,
        x,
        xTicks: new Map(ticks.map(({ at, text }) => [at, text])),
        y: { from: 0, until: Math.max(1, rows.length) },
      },
    ]),
    parts: [
      headerPart(
        kit,
        picture.title,
        `${dayText(from, timeZone)} to ${dayText(until, timeZone)} · ${policies.length === 1 ? 'policy' : 'policies'} ${policies.join(', ')}`,
      ),
      ...rows.map((row, index) => rowPart(row, index, levels, kit)),
      explained.part(HEADER_PX + heightPx + AXIS_PX),
    ],
  }
}

const namesPx = (kit: Kit): number => (isNarrow(kit) ? 118 : 240)

const rowPart = (row: RibbonRow, index: number, levels: readonly PicturedLevel[], kit: Kit): Part => ({
  name: `service-${row.service}-${row.policy}`,
  draw: ({ at, left, top, width }) => {
    const y = top + index * ROW_PX
    const roomPx = namesPx(kit) - MARGIN - 8
    const { palette } = kit
    return [
      textAt(fitted(kit, kit.shown(row.title, row.service), 12, roomPx), [MARGIN, y + 12], {
        sizePx: 12,
        fill: palette.ink,
      }),
      textAt(fitted(kit, row.policy, 10, roomPx), [MARGIN, y + 26], { sizePx: 10, fill: palette.soft }),
      box(left, y + ROW_PX - 4, width, 1, palette.line),
      ...byLevel(levels, row.periods, (period) => period.level).flatMap(([level, periods]) => {
        const cells = periods.map(({ from, until }) => {
          const x = at(from, 0)[0]
          return { x, y: y + 4, width: Math.max(0.5, at(until, 0)[0] - x), height: ROW_PX - 8 }
        })
        return levelShapes(level, cells, kit)
      }),
    ]
  },
})
