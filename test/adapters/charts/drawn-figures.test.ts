import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chartDrawing } from '../../../src/adapters/charts/chart-drawing.ts'
import type { PictureName } from '../../../src/core/kernel/picture-name.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Look } from '../../../src/core/pictures/drawing.ts'
import type {
  BurnDown,
  BurnRates,
  FleetDays,
  LevelRibbon,
  Picture,
} from '../../../src/core/pictures/picture.ts'
import { useCases } from '../../../src/core/use-cases.ts'
import { platformWithMonth } from '../../support/pictured-month.ts'
import { GATEWAY, type Platform, WINDOW_MS } from '../../support/platform.ts'
import { boxesOf, pointsOf, readBack, type ReadBack, scaleOf } from '../../support/read-back.ts'

let platform: Platform
let at: number
beforeAll(async () => {
  platform = await platformWithMonth()
  at = platform.clock.now()
})
afterAll(() => platform.close())

const LOOKS: readonly Look[] = [
  { widthPx: 390, scheme: 'light' },
  { widthPx: 1280, scheme: 'dark' },
]
/** What a tenth of a pixel stands for, on a picture of so many pixels. */
const PLACES = 2

async function drawn<Figures extends Picture>(name: PictureName, look: Look): Promise<ReadBack<Figures>> {
  const picture = await useCases(platform.everything).pictures.svg(name, look)
  if (picture === null) throw new Error('there is no picture')
  return readBack<Figures>(picture.image)
}

const storedReadings = (from: number) => platform.store.readings.between(GATEWAY, 'availability', from, at)

describe.each(LOOKS)('at $widthPx pixels, $scheme', (look) => {
  describe('a burn-down', () => {
    const burnDown = () => drawn<BurnDown>({ kind: 'burn-down', service: GATEWAY, at }, look)
    /** From the bands and the line at zero, as a reader would. */
    function scales({ figures, part }: ReadBack<BurnDown>) {
      const [band] = boxesOf(part('bands')[0])
      const [zero] = pointsOf(part('zero')[0])
      const { x = NaN, width = NaN, y = NaN } = band ?? {}
      return {
        time: scaleOf([x, figures.from], [x + width, figures.until]),
        ratio: scaleOf([y, 1], [zero?.[1] ?? NaN, 0]),
      }
    }

    it('holds the figures of stored readings, and among them the last of each step and the least', async () => {
      const { figures } = await burnDown()
      const stored = new Map(
        (await storedReadings(at - WINDOW_MS)).map((one) => [one.at, one.remainingRatio]),
      )
      expect(figures.points.length).toBeGreaterThan(200)
      for (const point of figures.points) expect(stored.get(point.at)).toBe(point.remainingRatio)
      const least = Math.min(...figures.points.map(({ remainingRatio }) => remainingRatio ?? 1))
      expect(least).toBe(Math.min(...stored.values()))
    })

    it('draws its line through them', async () => {
      const document = await burnDown()
      const { time, ratio } = scales(document)
      const corners = document.part('remaining').flatMap((line) => pointsOf(line))
      expect(corners).toHaveLength(document.figures.points.length)
      for (const [index, [x, y]] of corners.entries()) {
        const point = document.figures.points[index]
        expect(ratio(y)).toBeCloseTo(point?.remainingRatio ?? NaN, PLACES)
        expect(Math.abs(time(x) - (point?.at ?? NaN))).toBeLessThan(4 * HOUR_MS)
      }
    })

    it('draws each level between its bounds', async () => {
      const document = await burnDown()
      const { ratio } = scales(document)
      const bands = document.part('bands').flatMap((band) => boxesOf(band))
      expect(bands.map(({ y }) => ratio(y).toFixed(PLACES))).toEqual(['1.00', '0.50', '0.30', '0.10'])
      for (const [index, { y, height }] of bands.entries())
        if (index + 1 < bands.length) expect(y + height).toBeCloseTo(bands[index + 1]?.y ?? NaN, 0)
    })

    it('draws the range of its forecast, and its middle within', async () => {
      const document = await burnDown()
      const { ratio } = scales(document)
      const days = document.figures.forecast?.days ?? []
      const [range, middle] = document.part('forecast').map((shape) => pointsOf(shape))
      const high = range?.slice(0, days.length).map(([, y]) => ratio(y))
      const low = range?.slice(days.length).map(([, y]) => ratio(y))
      const close = (figures: readonly number[]) =>
        figures.map((one) => expect.closeTo(one, PLACES) as number)
      expect(high).toEqual(close(days.map(({ highRatio }) => highRatio)))
      expect(low).toEqual(close(days.map(({ lowRatio }) => lowRatio).reverse()))
      expect(middle?.map(([, y]) => ratio(y))).toEqual(close(days.map(({ middleRatio }) => middleRatio)))
    })

    it('marks incidents and deployments by their times, what failed by another shape', async () => {
      const document = await burnDown()
      const { time } = scales(document)
      const { incidents, deployments } = document.figures
      const marks = document.part('marks')
      const near = (x: number, figure: number): void => {
        expect(Math.abs(time(x) - figure)).toBeLessThan(4 * HOUR_MS)
      }
      for (const [index, { from }] of incidents.entries()) near(pointsOf(marks[index])[2]?.[0] ?? NaN, from)
      for (const [index, one] of deployments.entries()) {
        const mark = marks[incidents.length + index]
        const isCross = mark?.has('d') ?? false
        expect(isCross).toBe(one.state !== 'finished')
        const x = isCross ? Number(/^M([\d.]+)/.exec(mark?.get('d') ?? '')?.[1]) + 4 : pointsOf(mark)[0]?.[0]
        near(x ?? NaN, one.at)
      }
    })
  })

  it('burn rates are those of the stored readings, and their lines go through them', async () => {
    const { figures, part } = await drawn<BurnRates>(
      { kind: 'burn-rates', service: GATEWAY, at, days: 5 },
      look,
    )
    const stored = await storedReadings(at - 5 * DAY_MS)
    const [one] = pointsOf(part('thresholds')[0])
    const even = pointsOf(part('burn-1h')[0])
    for (const { lookback, points } of figures.lines) {
      expect(points).toEqual(
        stored.map((reading) => ({ at: reading.at, burnRate: reading.burnRates[lookback] })),
      )
      const corners = part(`burn-${lookback}`).flatMap((line) => pointsOf(line))
      expect(corners).toHaveLength(points.length)
      // Two known heights: that of the rate 1, and that of the first point.
      const [first] = figures.lines[0]?.points ?? []
      const height = scaleOf(
        [one?.[1] ?? NaN, Math.asinh(1)],
        [even[0]?.[1] ?? NaN, Math.asinh(first?.burnRate ?? NaN)],
      )
      for (const [index, [, y]] of corners.entries())
        expect(height(y)).toBeCloseTo(Math.asinh(points[index]?.burnRate ?? NaN), 1)
    }
  })

  it('a fleet has a cell for each day in the colour and the height of its level', async () => {
    const { figures, part } = await drawn<FleetDays>({ kind: 'fleet', at }, look)
    const [row] = figures.services
    const [line, ...shapes] = part(`service-${GATEWAY}`)
    const [{ x: left, width } = { x: NaN, width: NaN }] = boxesOf(line)
    const cellPx = width / figures.days.length
    const seen = new Map<number, { fill: string; height: number }>()
    for (const shape of shapes)
      for (const { x, height } of boxesOf(shape)) {
        const day = Math.floor((x - left) / cellPx)
        if (height > 2) seen.set(day, { fill: shape.get('fill') ?? '', height })
      }
    const looks = Map.groupBy(
      [...seen.keys()].sort((a, b) => a - b),
      (day) => row?.days[day] ?? null,
    )
    expect([...looks.keys()].map((place) => figures.levels[place ?? -1]?.level)).toEqual([
      'HEALTHY',
      'WARNING',
      'CRITICAL',
    ])
    expect(seen.size).toBe(row?.days.filter((place) => place !== null).length)
    const ofLevels = [...looks.values()].map(
      (days) => new Set(days.map((day) => JSON.stringify(seen.get(day)))),
    )
    for (const one of ofLevels) expect(one.size).toBe(1)
    const heights = ofLevels.map(([one]) => (JSON.parse(one ?? '{}') as { height: number }).height)
    expect(heights).toEqual(heights.toSorted((a, b) => a - b))
    expect(new Set(ofLevels.map(([one]) => one)).size).toBe(3)
  })

  it('a ribbon has each period of a level from its beginning to its end', async () => {
    const { levels } = await drawn<FleetDays>({ kind: 'fleet', at }, look).then(({ figures }) => figures)
    const period = (level: number, from: number, until: number) => ({
      level,
      from: at - from * DAY_MS,
      until: at - until * DAY_MS,
    })
    const ribbon: LevelRibbon = {
      kind: 'ribbon',
      title: 'Levels',
      timeZone: 'UTC',
      from: at - 90 * DAY_MS,
      until: at,
      levels,
      rows: [
        {
          service: 'api',
          title: 'API',
          policy: 'zones',
          periods: [period(0, 90, 40), period(1, 40, 20), period(2, 20, 18), period(0, 18, 0)],
        },
      ],
    }
    const { part } = readBack<LevelRibbon>(await chartDrawing().svg(ribbon, look))
    const [line, ...shapes] = part('service-api-zones')
    const [{ x: left, width } = { x: NaN, width: NaN }] = boxesOf(line)
    const time = scaleOf([left, 90], [left + width, 0])
    const bars = shapes.flatMap((shape) => boxesOf(shape).filter(({ height }) => height > 2))
    const told = bars.map(({ x, width: wide }) => [Math.round(time(x)), Math.round(time(x + wide))])
    expect(told).toEqual([
      [90, 40],
      [18, 0],
      [40, 20],
      [20, 18],
    ])
  })
})
