import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from '../e2e/a-stage.ts'
import { hasChromium, launchChromium } from '../support/browser.ts'
import { layoutFaults } from './layout.ts'
import { looksOf } from './looks.ts'
import { Places } from './places.ts'
import { openBusyDay } from './scene.ts'

/** `npm run look` writes a picture of each into this folder. */
const FOLDER = process.env['BUDGETEER_LOOK']
const WIDTHS = [
  ['desk', { width: 1280, height: 1000 }],
  ['phone', { width: 390, height: 844 }],
] as const
// What overflows does so in both schemes; both are for the eyes.
const SCHEMES = FOLDER === undefined ? (['light'] as const) : (['light', 'dark'] as const)
const SCREENS = WIDTHS.flatMap(([screen, viewport]) =>
  SCHEMES.map((colorScheme) => [screen, colorScheme, viewport] as const),
)

describe.skipIf(!hasChromium())('everything that people look at (needs chromium)', () => {
  let browser: Browser
  let scene: Scene

  beforeAll(async () => {
    browser = await launchChromium()
    scene = await openBusyDay()
  })
  afterAll(async () => {
    await browser.close()
    await scene.stage.close()
  })

  test.each(SCREENS)('is whole on a %s, %s', async (screen, colorScheme, viewport) => {
    const places = await Places.open(browser, scene.stage, { viewport, colorScheme })
    const found: Record<string, readonly string[]> = {}
    for (const { name, open } of await looksOf(scene.stage)) {
      const page = await open(places)
      await isLoaded(page)
      const faults = await layoutFaults(page)
      if (faults.length > 0) found[name] = faults
      await picture(page, `${name}-${screen}-${colorScheme}`)
      await places.clear()
    }
    await places.close()
    expect(found).toEqual({})
  })
})

/** Fonts and pictures are there, those further down as well: until then a page is laid out without them. */
const isLoaded = (page: Page): Promise<unknown> =>
  page.evaluate(`(async () => {
    await document.fonts.ready
    await Promise.all([...document.images].map((image) => {
      image.loading = 'eager'
      return image.decode().catch(() => undefined)
    }))
  })()`)

async function picture(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return
  await mkdir(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true })
}
