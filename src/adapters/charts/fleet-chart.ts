import { counted } from '../../core/kernel/counted.ts'
import type { FleetDays } from '../../core/pictures/picture.ts'
import { type Chart, isNarrow, type Kit, MARGIN, type Part } from './chart.ts'
import { grids, HEADER_PX, headerPart } from './frame.ts'
import { byLevel, levelLegend, levelShapes } from './level-legend.ts'
import { box, fitted, textAt } from './shapes.ts'
import { dayText } from './time-ticks.ts'

const ROW_PX = 20
const DATES_PX = 18
const REST_PX = 20

/** Services and days, each day by the worst level. */
export function fleetChart(picture: FleetDays, kit: Kit): Chart {
  const { services, leftOut } = picture
  const top = HEADER_PX + DATES_PX
  const below = top + services.length * ROW_PX + (leftOut > 0 ? REST_PX : 0)
  const explained = levelLegend(kit, picture.levels)
  return {
    widthPx: kit.widthPx,
    heightPx: below + 8 + explained.heightPx + MARGIN,
    frame: grids(kit, [
      {
        left: namesPx(kit),
        right: MARGIN,
        top,
        height: Math.max(1, services.length * ROW_PX),
        x: { from: 0, until: Math.max(1, picture.days.length) },
        y: { from: 0, until: Math.max(1, services.length) },
      },
    ]),
    parts: [
      headerPart(
        kit,
        picture.title,
        `${counted(services.length + leftOut, 'service')}, each day by its worst level`,
      ),
      datesPart(picture, kit),
      ...services.map((_, index) => rowPart(picture, index, kit)),
      restPart(picture, kit),
      explained.part(below + 8),
    ],
  }
}

const namesPx = (kit: Kit): number => (isNarrow(kit) ? 118 : 240)

const datesPart = ({ days, timeZone }: FleetDays, kit: Kit): Part => ({
  name: 'dates',
  draw: ({ at, top, width }) => {
    const cellPx = width / Math.max(1, days.length)
    const every = [1, 2, 3, 5, 7, 14, 28, 91].find((count) => count * cellPx >= 52) ?? 182
    return days.flatMap((day, index) => {
      if ((days.length - 1 - index) % every !== 0) return []
      const x = at(index + 0.5, 0)[0]
      const text = dayText(day, timeZone)
      // The last one ends with its column, so that nothing is cut off.
      const isLast = index === days.length - 1
      return [
        textAt(text, [isLast ? at(index + 1, 0)[0] : x, top - 9], {
          sizePx: 10,
          fill: kit.palette.soft,
          align: isLast ? 'right' : 'center',
        }),
      ]
    })
  },
})

function rowPart({ levels, services }: FleetDays, index: number, kit: Kit): Part {
  const row = services[index]
  return {
    name: row === undefined ? '' : `service-${row.service}`,
    draw: ({ at, left, width, top }) => {
      if (row === undefined) return []
      const y = top + index * ROW_PX
      const name = fitted(kit, kit.shown(row.title, row.service), 12, namesPx(kit) - MARGIN - 8)
      const cellPx = width / row.days.length
      const gapPx = cellPx > 6 ? 1.5 : 0.5
      return [
        textAt(name, [MARGIN, y + ROW_PX / 2], { sizePx: 12, fill: kit.palette.ink }),
        box(left, y + ROW_PX - 1, width, 1, kit.palette.line),
        ...byLevel(levels, [...row.days.entries()], ([, place]) => place).flatMap(([level, days]) => {
          const cells = days.map(([day]) => ({
            x: at(day, 0)[0] + gapPx / 2,
            y: y + 2,
            width: cellPx - gapPx,
            height: ROW_PX - 3,
          }))
          return levelShapes(level, cells, kit)
        }),
      ]
    },
  }
}

const restPart = ({ services, leftOut }: FleetDays, kit: Kit): Part => ({
  name: 'rest',
  draw: ({ top }) =>
    leftOut === 0
      ? []
      : [
          textAt(
            `and ${counted(leftOut, 'service')} more, today none worse`,
            [MARGIN, top + services.length * ROW_PX + REST_PX / 2],
            { sizePx: 11, fill: kit.palette.soft },
          ),
        ],
})
