import { exactDurationInWords } from '../../core/kernel/time/duration.ts'
import { BURN_LOOKBACKS } from '../../core/budgets/reading.ts'
import { rateWords } from '../../core/pictures/burn-rates-words.ts'
import type { BurnLine, BurnRates } from '../../core/pictures/picture.ts'
import { type Chart, isNarrow, type Kit, MARGIN, type Part, type Point } from './chart.ts'
import { grids, HEADER_PX, headerPart, mostTimeTicks, roomForTicks } from './frame.ts'
import { legend } from './legend.ts'
import { runsOf } from './runs.ts'
import { polyline, spread, textAt } from './shapes.ts'
import { timeTicks } from './time-ticks.ts'

const AXIS_PX = 26

/** The height of a burn rate: even up to about one, and from there each doubling is as high. */
export const burnHeight = (rate: number): number => Math.asinh(rate)

const TICKS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000]

/** How fast the budget burnt over several lookbacks, and from what rate on somebody is told. */
export function burnRatesChart(picture: BurnRates, kit: Kit): Chart {
  const plotPx = isNarrow(kit) ? 190 : 230
  const top = HEADER_PX + 6
  const x = { from: picture.from, until: picture.until }
  const ticks = timeTicks(x, picture.timeZone, mostTimeTicks(kit))
  const highest = highestOf(picture)
  const rates = new Map(
    TICKS.filter((rate) => rate <= highest).map((rate) => [burnHeight(rate), `${rate}×`] as const),
  )
  const explained = legend(
    kit,
    picture.lines.map((line) => ({
      text: `over ${exactDurationInWords(BURN_LOOKBACKS[line.lookback])}: ${newestOf(line)}`,
      mark: ([middle, y]) => [
        polyline(
          [
            [middle - 8, y],
            [middle + 8, y],
          ],
          lookOf(line, kit),
        ),
      ],
    })),
  )
  return {
    widthPx: kit.widthPx,
    heightPx: top + plotPx + AXIS_PX + explained.heightPx + MARGIN,
    frame: grids(kit, [
      {
        left: roomForTicks(kit, rates),
        right: 2 * MARGIN,
        top,
        height: plotPx,
        x,
        xTicks: new Map(ticks.map(({ at, text }) => [at, text])),
        y: { from: 0, until: burnHeight(highest) },
        yTicks: rates,
      },
    ]),
    parts: [
      headerPart(kit, kit.shown(picture.serviceTitle, picture.service), aboutOf(picture, kit)),
      ...picture.lines.map((line) => linePart(line, kit)),
      levelsPart(picture, kit),
      explained.part(top + plotPx + AXIS_PX),
    ],
  }
}

const aboutOf = ({ slo, sloTitle, objective, window }: BurnRates, { shown }: Kit): string =>
  `Burn rates · ${shown(sloTitle, slo)} · ${objective}% over ${window}`

function newestOf({ points }: BurnLine): string {
  const rate = points.at(-1)?.burnRate ?? null
  return rate === null ? 'not known' : rateWords(rate)
}

/** Some room above the highest rate and the highest threshold. */
function highestOf({ lines, thresholds }: BurnRates): number {
  const rates = lines.flatMap(({ points }) => points.map(({ burnRate }) => burnRate ?? 0))
  return 1.3 * Math.max(2, ...rates, ...thresholds.map(({ burnRate }) => burnRate))
}

/** The longer the lookback, the heavier the line; the longest is dashed. */
function lookOf({ lookback }: BurnLine, { palette }: Kit) {
  if (lookback === '1h') return { stroke: palette.data, lineWidth: 1 }
  if (lookback === '6h') return { stroke: palette.tones.orange.ink, lineWidth: 2 }
  return { stroke: palette.tones.purple.ink, lineWidth: 2.5, lineDash: [6, 3] }
}

const linePart = (line: BurnLine, kit: Kit): Part => ({
  name: `burn-${line.lookback}`,
  draw: ({ at }) => {
    const dots = line.points.map(({ at: time, burnRate }) =>
      burnRate === null ? null : at(time, burnHeight(burnRate)),
    )
    return runsOf(dots).map((run) => polyline(run, lookOf(line, kit)))
  },
})

const levelsPart = ({ thresholds }: BurnRates, kit: Kit): Part => ({
  name: 'thresholds',
  draw: ({ at, left, top, width, height }) => {
    const { palette } = kit
    const told = thresholds.map(({ severity, lookbackMs, burnRate }) => ({
      burnRate,
      text: `${severity}: ${rateWords(burnRate)} over ${exactDurationInWords(lookbackMs)}`,
      ink: severity === 'page' ? palette.tones.red.ink : palette.tones.yellow.ink,
    }))
    const even = { burnRate: 1, text: '1×: the budget lasts just its window', ink: palette.soft }
    const lines = [...told, even].sort((a, b) => b.burnRate - a.burnRate)
    const heights = lines.map(({ burnRate }) => at(0, burnHeight(burnRate))[1])
    const places = spread(
      heights.map((y) => y - 7),
      13,
      top + 7,
      top + height - 7,
    )
    return lines.flatMap(({ text, ink }, index) => {
      const y = heights[index] ?? 0
      const ends: Point[] = [
        [left, y],
        [left + width, y],
      ]
      return [
        polyline(ends, { stroke: ink, lineWidth: 1, lineDash: [1, 3] }),
        textAt(text, [left + 6, places[index] ?? 0], { sizePx: 10, fill: ink, rim: palette.paper }),
      ]
    })
  },
})
