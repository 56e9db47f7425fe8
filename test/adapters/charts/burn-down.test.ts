import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Look } from '../../../src/core/pictures/drawing.ts'
import type { BurnDown } from '../../../src/core/pictures/picture.ts'
import { useCases } from '../../../src/core/use-cases.ts'
import { platformWithMonth } from '../../support/pictured-month.ts'
import { GATEWAY, type Platform, WINDOW_MS } from '../../support/platform.ts'
import { readBack } from './read-back.ts'

const WIDE: Look = { widthPx: 1280, scheme: 'light' }

let platform: Platform
beforeEach(async () => {
  platform = await platformWithMonth()
})
afterEach(() => platform.close())

const pictures = () => useCases(platform.everything).pictures
const name = () => ({ kind: 'burn-down', service: GATEWAY, at: platform.clock.now() }) as const

async function drawn(look = WIDE): Promise<string> {
  const picture = await pictures().svg(name(), look)
  if (picture === null) throw new Error('no picture')
  return picture.image
}

it('holds the figures of the stored readings, and its line goes through them', async () => {
  const document = readBack<BurnDown>(await drawn())
  const { figures } = document
  const at = platform.clock.now()
  const stored = await platform.store.readings.between(GATEWAY, 'availability', at - WINDOW_MS, at)
  const known = new Map(stored.map((reading) => [reading.at, reading.remainingRatio]))
  expect(figures.points.length).toBeGreaterThan(200)
  for (const point of figures.points) expect(known.get(point.at)).toBe(point.remainingRatio)
  expect(document.part('remaining')).not.toEqual([])
})

it('is the same for the same store and time', async () => {
  expect(await drawn()).toBe(await drawn())
})
