import { Resvg } from '@resvg/resvg-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chartDrawing } from '../../../src/adapters/charts/chart-drawing.ts'
import { altTextOf } from '../../../src/core/pictures/alt-text.ts'
import { burnDown } from '../../../src/core/pictures/burn-down.ts'
import { burnRates } from '../../../src/core/pictures/burn-rates.ts'
import type { Look } from '../../../src/core/pictures/drawing.ts'
import { fleetDays } from '../../../src/core/pictures/fleet-days.ts'
import type { BurnDown, Picture } from '../../../src/core/pictures/picture.ts'
import { platformWithMonth } from '../../support/pictured-month.ts'
import { GATEWAY, type Platform } from '../../support/platform.ts'

const LIGHT: Look = { widthPx: 480, scheme: 'light' }
const DARK: Look = { widthPx: 480, scheme: 'dark' }

let platform: Platform
let pictures: readonly Picture[]
let ofBudget: BurnDown
beforeAll(async () => {
  platform = await platformWithMonth()
  const at = platform.clock.now()
  const world = platform.everything
  const found = [
    await burnDown(world, { kind: 'burn-down', service: GATEWAY, at }),
    await burnRates(world, { kind: 'burn-rates', service: GATEWAY, at }),
    await fleetDays(world, { kind: 'fleet', at }),
  ]
  pictures = found.filter((picture) => picture !== null)
  const [first] = pictures
  if (first?.kind !== 'burn-down') throw new Error('there is no burn-down')
  ofBudget = first
})
afterAll(() => platform.close())

const titled = (serviceTitle: string): BurnDown => ({
  ...ofBudget,
  serviceTitle,
  title: `Error budget of ${serviceTitle}`,
})

describe('a document', () => {
  it('is the same whatever was drawn before it, by whatever drawing', async () => {
    const again = chartDrawing()
    for (const picture of pictures) {
      const first = await chartDrawing().svg(picture, LIGHT)
      await again.svg(picture, DARK)
      expect(await again.svg(structuredClone(picture), LIGHT)).toBe(first)
    }
  })

  it('has ids of its own, so that several can stand on one page', async () => {
    const drawing = chartDrawing()
    const all = await Promise.all(
      pictures.flatMap((picture) => [drawing.svg(picture, LIGHT), drawing.svg(picture, DARK)]),
    )
    const ids = all.flatMap((svg) => [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
    expect(ids.length).toBeGreaterThanOrEqual(2 * all.length)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is a picture with a title and a description to who does not see it', async () => {
    for (const picture of pictures) {
      const svg = await chartDrawing().svg(picture, LIGHT)
      const [, title = '', description = ''] =
        /^<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)"/.exec(svg) ?? []
      expect(svg).toContain(`<title id="${title}">${picture.title}</title>`)
      expect(svg).toContain(`<desc id="${description}">${altTextOf(picture)}</desc>`)
    }
  })

  it('needs no style, no script and nothing from elsewhere', async () => {
    for (const picture of pictures) {
      const svg = await chartDrawing().svg(picture, LIGHT)
      expect(svg).not.toMatch(/<style| style=|<script|href|url\((?!#)|class=/)
    }
  })

  it('takes text from people as text', async () => {
    const picture = titled('</desc><script>alert("&")</script>\u0007 𝔘 \ud800')
    const svg = await chartDrawing().svg(picture, LIGHT)
    expect(svg).not.toContain('<script>')
    expect(svg).toContain('&lt;script&gt;alert')
    expect(() => new Resvg(svg)).not.toThrow()
  })

  it('is as wide as it was asked for', async () => {
    for (const widthPx of [320, 390, 1_280]) {
      const svg = await chartDrawing().svg(ofBudget, { widthPx, scheme: 'light' })
      expect(svg).toMatch(
        new RegExp(`^<svg [^>]*width="${widthPx}" height="\\d+" viewBox="0 0 ${widthPx} \\d+"`),
      )
    }
  })
})

describe('pixels', () => {
  const sizeOf = (png: Uint8Array): readonly [number, number] => {
    const view = new DataView(png.buffer, png.byteOffset)
    return [view.getUint32(16), view.getUint32(20)]
  }

  it('are two for each of the page, and the same each time', async () => {
    const first = await chartDrawing().png(ofBudget, LIGHT)
    expect(sizeOf(first)[0]).toBe(960)
    expect(Buffer.from(await chartDrawing().png(ofBudget, LIGHT)).equals(first)).toBe(true)
    expect(Buffer.from(await chartDrawing().png(ofBudget, DARK)).equals(first)).toBe(false)
  })

  it.each([
    ['letters that the font does not have', '受注システム', GATEWAY],
    ['signs beside letters', 'Checkout 🛒', 'Checkout'],
    ['signs alone', '🛒🛒', GATEWAY],
    ['letters that it has', 'Überprüfung · Проверка · Έλεγχος', 'Überprüfung · Проверка · Έλεγχος'],
  ])('of %s: what cannot be shown gives way to the name', async (_, title, shown) => {
    const png = (serviceTitle: string) => chartDrawing().png({ ...ofBudget, serviceTitle }, LIGHT)
    expect(Buffer.from(await png(title)).equals(await png(shown))).toBe(true)
    expect(Buffer.from(await png(title)).equals(await png('something else'))).toBe(false)
  })
})

describe('what is drawn of nothing', () => {
  it.each<[string, () => Picture]>([
    [
      'a budget that was never measured',
      () => ({ ...ofBudget, points: [], incidents: [], deployments: [], forecast: null }),
    ],
    ['a single reading', () => ({ ...ofBudget, points: ofBudget.points.slice(-1), forecast: null })],
    ['a policy without levels by what remains', () => ({ ...ofBudget, bands: [] })],
    [
      'a fleet without services',
      () => ({
        kind: 'fleet',
        title: 'Levels',
        timeZone: 'UTC',
        from: 0,
        until: 1,
        days: [],
        levels: [],
        services: [],
        leftOut: 0,
      }),
    ],
    [
      'a backtest without services',
      () => ({ kind: 'ribbon', title: 'Levels', timeZone: 'UTC', from: 0, until: 1, levels: [], rows: [] }),
    ],
  ])('%s is a picture all the same', async (_, picture) => {
    const svg = await chartDrawing().svg(picture(), LIGHT)
    expect(svg).not.toContain('NaN')
    expect(() => new Resvg(svg)).not.toThrow()
    expect(altTextOf(picture())).not.toMatch(/undefined|NaN/)
  })
})
