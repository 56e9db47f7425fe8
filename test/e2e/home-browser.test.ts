import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEVELOPER, SRE_1, SRE_2, VP } from '../../demo/cast.ts'
import { DemoTabs, fits, hasChromium, launchChromium, opensHome, SCREENS } from '../support/browser.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from './a-stage.ts'

describe.skipIf(!hasChromium())('homes in Chromium (needs chromium)', () => {
  let browser: Browser
  let scene: Scene
  let tabs: DemoTabs

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    scene = await openScene()
    await scene.fails(OUTAGE_MINUTES.CRITICAL)
  })
  afterEach(async () => {
    await tabs.close()
    await scene.stage.close()
  })

  async function homeOf(person: typeof DEVELOPER): Promise<Page> {
    const tab = await tabs.of(person, 'engineering')
    await opensHome(tab)
    await fits(tab)
    return tab
  }

  test.each(SCREENS)(
    'on %s an SRE approves and rejects from home, and others see it there',
    async (_screen, viewport) => {
      tabs = await DemoTabs.open(browser, viewport, scene.stage.workspace.pageUrl)
      for (const revision of ['v1.2.4', 'v1.2.5'])
        await scene.audience.types(DEVELOPER.id, `/deploy request ${SERVICE} ${revision} p0-hotfix`)
      const button = (tab: Page, act: string, revision: string) =>
        tab.locator('#home').getByRole('button', { name: new RegExp(`^${act}: .* at ${revision}$`) })

      const other = await homeOf(SRE_2)
      await button(other, 'Approve', 'v1.2.4').waitFor()
      const vp = await homeOf(VP)
      await vp.locator('#home').getByText('Nothing waits for your approval').waitFor()
      expect(await button(vp, 'Approve', 'v1.2.4').count()).toBe(0)

      const sre = await homeOf(SRE_1)
      await button(sre, 'Approve', 'v1.2.4').click()
      await sre.locator('#home').getByText('Recorded.').waitFor()
      await button(sre, 'Approve', 'v1.2.4').waitFor({ state: 'detached' })
      await button(sre, 'Reject', 'v1.2.5').click()
      const why = sre.getByRole('dialog')
      await why.getByLabel('Why?').fill('Roll back instead.')
      await fits(sre)
      await why.locator('button[type=submit]').click()
      await why.waitFor({ state: 'detached' })
      await button(sre, 'Approve', 'v1.2.5').waitFor({ state: 'detached' })
      await fits(sre)

      await other.bringToFront()
      await button(other, 'Approve', 'v1.2.4').waitFor({ state: 'detached' })
      const developer = await homeOf(DEVELOPER)
      await developer
        .locator('#home')
        .getByText(/at v1\.2\.5: rejected/)
        .waitFor()
      await developer
        .locator('#home')
        .getByRole('combobox')
        .last()
        .selectOption({ label: 'ML Inference Gateway' })
      await developer.getByRole('dialog').getByText('of the error budget').first().waitFor()
      await fits(developer)
      expect(tabs.complaints).toEqual([])
    },
  )
})
