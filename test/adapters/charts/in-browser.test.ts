import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chartDrawing } from '../../../src/adapters/charts/chart-drawing.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import type {
  BurnDown,
  BurnRates,
  FleetDays,
  LevelRibbon,
  Picture,
} from '../../../src/core/pictures/picture.ts'
import { useCases } from '../../../src/core/use-cases.ts'
import { hasChromium, launchChromium } from '../../support/browser.ts'
import { platformWithMonth } from '../../support/pictured-month.ts'
import { GATEWAY, type Platform } from '../../support/platform.ts'

const LONG =
  'Recommendations for everybody who has not bought anything for a very long time, and for their friends'

let browser: Browser
let platform: Platform
let pictures: readonly (readonly [string, Picture])[]
beforeAll(async () => {
  browser = await launchChromium()
  platform = await platformWithMonth()
  pictures = await manyPictures()
})
afterAll(async () => {
  await browser.close()
  await platform.close()
})

/** What is usual, and what is awkward: long names, budgets overspent many times over, many rules. */
async function manyPictures(): Promise<readonly (readonly [string, Picture])[]> {
  const at = platform.clock.now()
  const { pictures: named } = useCases(platform.everything)
  const burnDown = (await named.named({ kind: 'burn-down', service: GATEWAY, at })) as BurnDown
  const burnRates = (await named.named({ kind: 'burn-rates', service: GATEWAY, at })) as BurnRates
  const fleet = (await named.named({ kind: 'fleet', at })) as FleetDays
  const threshold = { severity: 'page', lookbackMs: HOUR_MS, burnRate: 14.4 } as const
  const rows = Array.from({ length: 4 }, (_, index) => ({
    service: `s${index}`,
    title: LONG,
    policy: LONG,
    periods: [{ level: index % 3, from: at - 90 * HOUR_MS, until: at }],
  }))
  const ribbon: LevelRibbon = {
    kind: 'ribbon',
    title: LONG,
    timeZone: 'Asia/Kolkata',
    from: at - 90 * HOUR_MS,
    until: at,
    levels: fleet.levels,
    rows,
  }
  return [
    ['a burn-down', burnDown],
    [
      'a burn-down far below zero',
      {
        ...burnDown,
        serviceTitle: LONG,
        points: burnDown.points.map((point, index) => ({ ...point, remainingRatio: 1 - index ** 2 / 300 })),
        bands: burnDown.bands.map((band) => ({ ...band, level: `${band.level}_AND_MORE` })),
      },
    ],
    ['burn rates', burnRates],
    [
      'burn rates with many rules',
      {
        ...burnRates,
        thresholds: [
          threshold,
          { ...threshold, burnRate: 14 },
          { ...threshold, severity: 'ticket', burnRate: 6 },
          { ...threshold, severity: 'ticket', burnRate: 1 },
        ],
      },
    ],
    ['a fleet', fleet],
    [
      'a fleet of long names',
      {
        ...fleet,
        services: [...fleet.services, ...fleet.services].map((row) => ({ ...row, title: LONG })),
        leftOut: 7,
      },
    ],
    ['a ribbon', ribbon],
  ]
}

/** The texts of a page and where the browser has put them. It runs in the page. */
const TEXTS = `[document.querySelector('svg'), ...document.querySelectorAll('text')].map((one) => {
  const { left, right, top, bottom } = one.getBoundingClientRect()
  return { says: one.textContent, left, right, top, bottom }
})`

interface Laid {
  readonly says: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Texts that stand over the edge of the picture, or over one another by more than lines do that touch. */
function faultsOf([edge, ...texts]: readonly Laid[]): readonly string[] {
  if (edge === undefined) return ['there is no picture']
  const outside = texts.filter(
    ({ left, right, top, bottom }) =>
      left < edge.left || right > edge.right || top < edge.top || bottom > edge.bottom,
  )
  const over = texts.flatMap((one, index) =>
    texts.slice(index + 1).flatMap((other) => {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
      return wide > 1 && high > 4 ? [`${one.says} over ${other.says}`] : []
    }),
  )
  return [...outside.map(({ says }) => `${says} is cut off`), ...over]
}

describe.skipIf(!hasChromium())('in a browser (needs chromium)', () => {
  test.each([320, 390, 600, 1_280])('at %i pixels no text is cut off or covers another', async (widthPx) => {
    const page = await browser.newPage({ viewport: { width: widthPx, height: 800 } })
    for (const [name, picture] of pictures) {
      const svg = await chartDrawing().svg(picture, { widthPx, scheme: 'light' })
      await page.setContent(`<body style="margin:0">${svg}</body>`)
      expect(faultsOf(await page.evaluate<readonly Laid[]>(TEXTS)), name).toEqual([])
    }
    await page.close()
  })
})
