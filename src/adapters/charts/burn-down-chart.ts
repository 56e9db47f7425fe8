import { percentText } from '../../core/budgets/percent.ts'
import { isBroken } from '../../core/pictures/marks.ts'
import type { BurnDown } from '../../core/pictures/picture.ts'
import { bandLabels, bandsPart } from './bands.ts'
import { type Chart, isNarrow, type Kit, MARGIN, type Part, type Point, type Shape } from './chart.ts'
import { grids, HEADER_PX, headerPart, mostTimeTicks, roomForTicks } from './frame.ts'
import { legend, type LegendEntry } from './legend.ts'
import { heightOf, remainingTicks } from './remaining-scale.ts'
import { runsOf } from './runs.ts'
import { area, box, cross, diamond, polyline, textAt, triangle } from './shapes.ts'
import { timeTicks } from './time-ticks.ts'

const NOW_PX = 14
const LANES_PX = 30
const AXIS_PX = 26

/** The budget over its window, what happened meanwhile, and what is to come. */
export function burnDownChart(picture: BurnDown, kit: Kit): Chart {
  const plotPx = isNarrow(kit) ? 200 : 250
  const top = HEADER_PX + NOW_PX
  const lanes = top + plotPx
  const explained = legend(kit, entriesOf(picture, kit))
  const { labels, rightPx } = bandLabels(picture.bands, kit)
  const bottom = bottomOf(picture)
  const x = { from: picture.from, until: picture.until }
  const ticks = timeTicks(x, picture.timeZone, mostTimeTicks(kit))
  const percents = remainingTicks(bottom)
  const sides = { left: roomForTicks(kit, percents), right: rightPx, x }
  return {
    widthPx: kit.widthPx,
    heightPx: lanes + LANES_PX + AXIS_PX + explained.heightPx + MARGIN,
    frame: grids(kit, [
      {
        ...sides,
        top,
        height: plotPx,
        y: { from: heightOf(bottom), until: 1 },
        yTicks: percents,
      },
      {
        ...sides,
        top: lanes,
        height: LANES_PX,
        y: { from: 0, until: 2 },
        xTicks: new Map(ticks.map(({ at, text }) => [at, text])),
      },
    ]),
    parts: [
      headerPart(kit, kit.shown(picture.serviceTitle, picture.service), aboutOf(picture, kit)),
      bandsPart(picture.bands, bottom, kit),
      incidentSpans(picture, kit),
      zeroPart(kit),
      labels,
      forecastPart(picture, kit),
      remainingPart(picture, kit),
      nowPart(picture, kit),
      marksPart(picture, kit),
      explained.part(lanes + LANES_PX + AXIS_PX),
    ],
  }
}

function aboutOf({ slo, sloTitle, objective, window, points, bands }: BurnDown, { shown }: Kit): string {
  const bounds = bands.flatMap(({ aboveRatio }) => (aboveRatio === null ? [] : [aboveRatio]))
  const last = points.findLast(({ remainingRatio }) => remainingRatio !== null)?.remainingRatio ?? null
  const left = last === null ? 'not measured' : `${percentText(last, bounds)} left`
  // A phone cuts the end.
  return `${left} · ${objective}% over ${window} · ${shown(sloTitle, slo)}`
}

/** Below zero, the lowest that was measured and what is likely to come; far worse futures are cut off. */
function bottomOf({ points, forecast }: BurnDown): number {
  const lowest = Math.min(0, ...points.map(({ remainingRatio }) => remainingRatio ?? 0))
  const ahead = Math.min(0, ...(forecast?.days ?? []).map(({ lowRatio }) => lowRatio))
  return Math.min(-0.15, lowest * 1.1 - 0.05, Math.max(-0.5, ahead - 0.05))
}

const zeroPart = ({ palette }: Kit): Part => ({
  name: 'zero',
  draw: ({ at, left, width }) => {
    const [, y] = at(0, 0)
    const ends: Point[] = [
      [left, y],
      [left + width, y],
    ]
    return [polyline(ends, { stroke: palette.soft, lineWidth: 1 })]
  },
})

const incidentSpans = ({ incidents, at: now }: BurnDown, { palette }: Kit): Part => ({
  name: 'incident-spans',
  draw: ({ at, left, top, height }) =>
    incidents.map(({ from, until }) => {
      const x = Math.max(left, at(from, 0)[0])
      return box(x, top, Math.max(1, at(until ?? now, 0)[0] - x), height, palette.bad, 0.28)
    }),
})

const forecastPart = ({ forecast }: BurnDown, { palette }: Kit): Part => ({
  name: 'forecast',
  draw: ({ at, top, height }) => {
    if (forecast === null) return []
    const along = (key: 'lowRatio' | 'middleRatio' | 'highRatio'): Point[] =>
      forecast.days.map((day) => {
        const [x, y] = at(day.at, heightOf(day[key]))
        return [x, Math.min(top + height, y)]
      })
    return [
      area([...along('highRatio'), ...along('lowRatio').reverse()], palette.data, 0.22),
      polyline(along('middleRatio'), { stroke: palette.data, lineWidth: 1.5, lineDash: [5, 4] }),
    ]
  },
})

const remainingPart = ({ points }: BurnDown, { palette }: Kit): Part => ({
  name: 'remaining',
  draw: ({ at }) => {
    const dots = points.map(({ at: time, remainingRatio }) =>
      remainingRatio === null ? null : at(time, heightOf(remainingRatio)),
    )
    return runsOf(dots).map((run) => polyline(run, { stroke: palette.data, lineWidth: 2 }))
  },
})

const nowPart = ({ at: now, until }: BurnDown, { palette }: Kit): Part => ({
  name: 'now',
  draw: ({ at, top, height }) => {
    if (now >= until) return []
    const [x] = at(now, 0)
    const ends: Point[] = [
      [x, top],
      [x, top + height],
    ]
    return [
      polyline(ends, { stroke: palette.ink, lineWidth: 1, lineDash: [2, 3] }),
      textAt('now', [x, top - 8], { sizePx: 11, fill: palette.soft, align: 'center' }),
    ]
  },
})

const marksPart = ({ incidents, deployments }: BurnDown, { palette }: Kit): Part => ({
  name: 'marks',
  grid: 1,
  draw: ({ at, left }) => [
    ...incidents.map(({ from }): Shape => {
      const [x, y] = at(from, 1.5)
      return triangle([Math.max(left, x), y], palette.bad)
    }),
    ...deployments.map((one): Shape => {
      const place = at(one.at, 0.5)
      return isBroken(one) ? cross(place, palette.bad) : diamond(place, palette.data)
    }),
  ],
})

function entriesOf({ incidents, deployments, forecast }: BurnDown, { palette }: Kit): readonly LegendEntry[] {
  const broken = deployments.filter(isBroken).length
  const whole = deployments.length - broken
  const swatch = ([x, y]: Point): readonly Shape[] => {
    const middle: Point[] = [
      [x - 8, y],
      [x + 8, y],
    ]
    return [
      box(x - 8, y - 5, 16, 10, palette.data, 0.22),
      polyline(middle, { stroke: palette.data, lineWidth: 1.5, lineDash: [4, 3] }),
    ]
  }
  const entries: readonly [boolean, LegendEntry][] = [
    [
      incidents.length > 0,
      { text: `incident (${incidents.length})`, mark: (at) => [triangle(at, palette.bad)] },
    ],
    [whole > 0, { text: `deployment (${whole})`, mark: (at) => [diamond(at, palette.data)] }],
    [broken > 0, { text: `failed or rolled back (${broken})`, mark: (at) => [cross(at, palette.bad)] }],
    [forecast !== null, { text: 'forecast: 8 futures of 10', mark: swatch }],
  ]
  return entries.flatMap(([isThere, entry]) => (isThere ? [entry] : []))
}
