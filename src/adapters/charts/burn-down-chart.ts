import { percentText } from '../../core/budgets/percent.ts'
import type { Look } from '../../core/pictures/drawing.ts'
import { isBroken } from '../../core/pictures/marks.ts'
import type { BurnDown, LevelBand } from '../../core/pictures/picture.ts'
import type { Chart, Part, Shape } from './chart.ts'
import { axis, fitted, frameText, isNarrow, textWidth } from './layout.ts'
import { FONT_FAMILY } from './font.ts'
import { type Palette, paletteOf, toneOf } from './palette.ts'
import { timeTicks } from './time-ticks.ts'

const TOP = 58
const LANE = 30
const BELOW = 46
const LEFT = 46

/** The budget over its window. */
export function burnDownChart(picture: BurnDown, look: Look): Chart {
  const palette = paletteOf(look)
  const narrow = isNarrow(look)
  const heightPx = narrow ? 300 : 360
  const names = picture.bands.map(({ level }) => level)
  const right = Math.min(narrow ? 84 : 120, 14 + Math.max(...names.map((name) => textWidth(name, 10))))
  const grids = [
    { left: LEFT, right, top: TOP, bottom: BELOW + LANE },
    { left: LEFT, right, top: heightPx - BELOW - LANE, bottom: BELOW },
  ]
  const { from, until, timeZone } = picture
  const ticks = timeTicks(picture, timeZone, narrow ? 5 : 12)
  const timeLabels = new Map(ticks.map(({ at, text }) => [at, text]))
  const bottom = bottomOf(picture)
  const ratios = ratioTicks(bottom)
  return {
    widthPx: look.widthPx,
    heightPx,
    frame: {
      textStyle: { fontFamily: FONT_FAMILY },
      grid: grids,
      xAxis: [
        axis(palette, { from, until }, new Map(), { line: true }),
        axis(palette, { from, until }, timeLabels, { grid: 1, line: true }),
      ],
      yAxis: [
        axis(palette, { from: bottom, until: 1 }, ratios),
        axis(palette, { from: 0, until: 2 }, new Map(), { grid: 1 }),
      ],
      graphic: headerTexts(picture, palette, look),
    },
    parts: [
      bandsPart(picture.bands, bottom, palette, right),
      incidentSpans(picture, palette),
      forecastPart(picture, palette),
      remainingPart(picture, palette),
      nowPart(picture, palette),
      marksPart(picture, palette),
    ],
  }
}

/** Somewhat below zero, and below the lowest that was measured. */
function bottomOf({ points }: BurnDown): number {
  const lowest = Math.min(0, ...points.map(({ remainingRatio }) => remainingRatio ?? 0))
  return Math.min(-0.15, Math.floor(lowest * 10 - 0.5) / 10)
}

function ratioTicks(bottom: number): ReadonlyMap<number, string> {
  const step = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100].find((one) => (1 - bottom) / one <= 7) ?? 1 - bottom
  const ticks = new Map<number, string>()
  for (let ratio = 1; ratio >= bottom; ratio -= step) ticks.set(ratio, `${Math.round(ratio * 100)}%`)
  return ticks
}

function headerTexts(picture: BurnDown, palette: Palette, { widthPx }: Look) {
  const { title, sloTitle, objective, window, points } = picture
  const last = points.findLast(({ remainingRatio }) => remainingRatio !== null)?.remainingRatio ?? null
  const left = last === null ? 'not measured' : `${percentText(last)} left`
  const room = widthPx - 24
  return [
    frameText(fitted(title, 15, room), { left: 12, top: 10 }, { sizePx: 15, fill: palette.ink, bold: true }),
    frameText(
      fitted(`${sloTitle} · ${objective}% over ${window} · ${left}`, 12, room),
      { left: 12, top: 32 },
      { sizePx: 12, fill: palette.soft },
    ),
  ]
}

function bandsPart(bands: readonly LevelBand[], bottom: number, palette: Palette, right: number): Part {
  return {
    name: 'bands',
    draw: ({ at, left, width }) =>
      bands.flatMap((band): Shape[] => {
        const tone = toneOf(palette, band)
        const [, top] = at(0, Math.min(1, band.upToRatio ?? 1))
        const [, end] = at(0, Math.max(bottom, band.aboveRatio ?? bottom))
        return [
          {
            type: 'rect',
            shape: { x: left, y: top, width, height: end - top },
            style: { fill: tone.fill, opacity: 0.18 },
          },
          {
            type: 'text',
            style: {
              text: fitted(band.level, 10, right - 10),
              x: left + width + 6,
              y: (top + end) / 2,
              fill: tone.ink,
              font: `bold 10px ${FONT_FAMILY}`,
              verticalAlign: 'middle',
            },
          },
        ]
      }),
  }
}

const incidentSpans = ({ incidents, at: now }: BurnDown, palette: Palette): Part => ({
  name: 'incident-spans',
  draw: ({ at, left, top, height }) =>
    incidents.map(({ from, until }): Shape => {
      const x = Math.max(left, at(from, 0)[0])
      return {
        type: 'rect',
        shape: { x, y: top, width: Math.max(1, at(until ?? now, 0)[0] - x), height },
        style: { fill: palette.bad, opacity: 0.25 },
      }
    }),
})

const forecastPart = ({ forecast }: BurnDown, palette: Palette): Part => ({
  name: 'forecast',
  draw: ({ at, top, height }) => {
    if (forecast === null) return []
    const inside = ([x, y]: readonly [number, number]): [number, number] => [
      x,
      Math.min(top + height, Math.max(top, y)),
    ]
    const along = (key: 'lowRatio' | 'middleRatio' | 'highRatio') =>
      forecast.days.map((day) => inside(at(day.at, day[key])))
    return [
      {
        type: 'polygon',
        shape: { points: [...along('highRatio'), ...along('lowRatio').reverse()] },
        style: { fill: palette.data, opacity: 0.2 },
      },
      {
        type: 'polyline',
        shape: { points: along('middleRatio') },
        style: { stroke: palette.data, lineWidth: 1.5, lineDash: [5, 4], fill: 'none' },
      },
    ]
  },
})

const remainingPart = ({ points }: BurnDown, palette: Palette): Part => ({
  name: 'remaining',
  draw: ({ at }) => {
    const runs: [number, number][][] = [[]]
    for (const { at: time, remainingRatio } of points)
      if (remainingRatio === null) runs.push([])
      else runs.at(-1)?.push([...at(time, remainingRatio)])
    return runs
      .filter((run) => run.length > 0)
      .map((run): Shape => ({
        type: 'polyline',
        shape: { points: run },
        style: { stroke: palette.data, lineWidth: 2, fill: 'none' },
      }))
  },
})

const nowPart = ({ at: now, until }: BurnDown, palette: Palette): Part => ({
  name: 'now',
  draw: ({ at, top, height }) => {
    if (now >= until) return []
    const [x] = at(now, 0)
    return [
      {
        type: 'line',
        shape: { x1: x, y1: top, x2: x, y2: top + height },
        style: { stroke: palette.soft, lineWidth: 1, lineDash: [2, 3] },
      },
    ]
  },
})

const marksPart = ({ incidents, deployments }: BurnDown, palette: Palette): Part => ({
  name: 'marks',
  grid: 1,
  draw: ({ at, left }) => [
    ...incidents.map(({ from }): Shape => {
      const [x, y] = at(from, 1.5)
      return triangle(Math.max(left, x), y, palette)
    }),
    ...deployments.map((one): Shape => {
      const [x, y] = at(one.at, 0.5)
      return isBroken(one) ? cross(x, y, palette) : diamond(x, y, palette)
    }),
  ],
})

const triangle = (x: number, y: number, { bad }: Palette): Shape => ({
  type: 'polygon',
  shape: {
    points: [
      [x - 5, y - 4],
      [x + 5, y - 4],
      [x, y + 5],
    ],
  },
  style: { fill: bad },
})

const diamond = (x: number, y: number, { data }: Palette): Shape => ({
  type: 'polygon',
  shape: {
    points: [
      [x, y - 5],
      [x + 5, y],
      [x, y + 5],
      [x - 5, y],
    ],
  },
  style: { fill: data },
})

const cross = (x: number, y: number, { bad }: Palette): Shape => ({
  type: 'path',
  shape: { pathData: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x + 4} ${y - 4}L${x - 4} ${y + 4}` },
  style: { stroke: bad, lineWidth: 2.5, fill: 'none' },
})
