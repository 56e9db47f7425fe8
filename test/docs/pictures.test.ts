import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chartDrawing } from '../../src/adapters/charts/chart-drawing.ts'
import { DAY_MS } from '../../src/core/kernel/time/duration.ts'
import type { Look } from '../../src/core/pictures/drawing.ts'
import { levelBands } from '../../src/core/pictures/level-bands.ts'
import type { FleetDays } from '../../src/core/pictures/picture.ts'
import { useCases } from '../../src/core/use-cases.ts'
import { platformWithMonth } from '../support/pictured-month.ts'
import { GATEWAY, type Platform } from '../support/platform.ts'
import { shippedPolicy } from '../support/shipped-policy.ts'

/*
 * The pictures that docs/pictures.md shows are what is drawn today. `npx vitest run test/docs/pictures.test.ts -u` draws them again.
 */

const IMAGES = join(import.meta.dirname, '../../docs/images')
const LOOK: Look = { widthPx: 760, scheme: 'light' }

let platform: Platform
beforeAll(async () => {
  platform = await platformWithMonth()
})
afterAll(() => platform.close())

test('docs/images/burn-down.svg', async () => {
  const at = platform.clock.now()
  const { pictures } = useCases(platform.everything)
  const drawn = await pictures.svg({ kind: 'burn-down', service: GATEWAY, at }, LOOK)
  await expect(drawn?.image).toMatchFileSnapshot(join(IMAGES, 'burn-down.svg'))
})

/** Of each service its levels, as many days as the number says, the oldest first. */
const FLEET: Readonly<Record<string, readonly (readonly [place: number | null, days: number])[]>> = {
  Payments: [
    [0, 12],
    [1, 9],
    [2, 4],
    [3, 5],
  ],
  'ML Inference Gateway': [
    [0, 16],
    [1, 10],
    [2, 4],
  ],
  Search: [
    [1, 5],
    [2, 8],
    [1, 6],
    [0, 7],
    [1, 4],
  ],
  Recommendations: [
    [null, 11],
    [0, 19],
  ],
  Identity: [
    [0, 21],
    [2, 1],
    [0, 8],
  ],
  Mail: [[0, 30]],
}

test('docs/images/fleet.svg', async () => {
  const until = platform.clock.now()
  const days = Array.from({ length: 30 }, (_, day) => until - (30 - day) * DAY_MS)
  const fleet: FleetDays = {
    kind: 'fleet',
    title: 'Levels of 30 days',
    timeZone: 'UTC',
    from: days[0] ?? until,
    until,
    days,
    levels: levelBands(shippedPolicy),
    services: Object.entries(FLEET).map(([title, levels]) => ({
      service: title,
      title,
      days: levels.flatMap(([place, count]) => Array.from({ length: count }, () => place)),
    })),
    leftOut: 0,
  }
  await expect(await chartDrawing().svg(fleet, LOOK)).toMatchFileSnapshot(join(IMAGES, 'fleet.svg'))
})

test('docs/pictures.md shows both', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/pictures.md'), 'utf8')
  for (const name of ['burn-down', 'fleet']) expect(page).toContain(`](images/${name}.svg)`)
})
