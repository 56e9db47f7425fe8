import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEVELOPER, SRE_1, VP } from '../../demo/cast.ts'
import {
  DemoTabs,
  fits,
  hasChromium,
  launchChromium,
  messageWith,
  SCREENS,
  types,
} from '../support/browser.ts'
import { type LiveDemo, openLiveDemo } from './a-stage.ts'

describe.skipIf(!hasChromium())('the demo page in Chromium (needs chromium)', () => {
  let browser: Browser
  let demo: LiveDemo
  let tabs: DemoTabs

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    demo = await openLiveDemo()
  })
  afterEach(async () => {
    await tabs.close()
    await demo.close()
  })

  /** Breaks the first service by the panel, which a phone keeps in a drawer. */
  const breaks = async (tab: Page, action: string): Promise<void> => {
    const drawer = tab.locator('#open-panel')
    const isPhone = await drawer.isVisible()
    if (isPhone) await drawer.click()
    await tab.locator('#panel').getByRole('radio', { name: 'ML Inference Gateway' }).check()
    await tab.locator('#panel').getByRole('button', { name: action }).click()
    await fits(tab)
    if (isPhone) await tab.locator('#panel').getByRole('button', { name: 'Close' }).click()
  }

  test.each(SCREENS)('on %s a developer, an SRE and a VP play a freeze', async (_screen, viewport) => {
    tabs = await DemoTabs.open(browser, viewport, demo.stage.workspace.pageUrl)
    const developer = await tabs.of(DEVELOPER, 'engineering')
    await breaks(developer, '2-hour outage')
    await messageWith(developer, 'ERROR BUDGET FREEZE: CRITICAL').waitFor()
    await fits(developer)

    // Its thread shows where the budget went, to who looks and to who listens.
    await messageWith(developer, 'ERROR BUDGET FREEZE: CRITICAL')
      .getByRole('button', { name: /repl(?:y|ies)/ })
      .first()
      .click()
    const picture = developer.getByRole('img', { name: /^Error budget of ML Inference Gateway/ })
    await picture.scrollIntoViewIfNeeded()
    const widthPx = 'document.querySelector(".block-image img").naturalWidth'
    await expect.poll(() => developer.evaluate(widthPx), { timeout: 60_000 }).toBeGreaterThan(390)
    await fits(developer)
    await developer.getByRole('button', { name: 'Close thread' }).click()

    // A feature is refused by the form's own words and by the answer.
    await types(developer, 'engineering', '/deploy request')
    const form = developer.getByRole('dialog')
    await form.getByLabel('Service').selectOption('ML Inference Gateway')
    await form.getByLabel('Change type').selectOption('Feature release')
    await form
      .getByText(/blocked/i)
      .first()
      .waitFor()
    await form.getByLabel('Revision').fill('v2.0.0')
    await fits(developer)
    await form.getByRole('button', { name: 'Request' }).click()
    await form.getByText('levels.CRITICAL.changes.feature').waitFor()
    expect(await form.getByLabel('Revision').inputValue()).toBe('v2.0.0')
    await fits(developer)
    await form.getByRole('button', { name: 'Cancel' }).click()
    await form.waitFor({ state: 'detached' })

    // A hotfix waits for SRE, who approves it by its button.
    await types(developer, 'engineering', '/deploy request inference-gateway v1.2.4 p0-hotfix')
    await messageWith(developer, 'v1.2.4').getByRole('button', { name: 'Fill in…' }).click()
    const brings = developer.getByRole('dialog')
    await brings.getByRole('checkbox').first().waitFor()
    for (const box of await brings.getByRole('checkbox').all()) await box.check()
    for (const text of await brings.getByRole('textbox').all())
      await text.fill('Redeploy v1.2.3, Samir, 4 minutes.')
    await fits(developer)
    await brings.locator('button[type=submit]').click()
    await brings.waitFor({ state: 'detached' })

    const sre = await tabs.of(SRE_1, 'deploy-approvals')
    const asked = messageWith(sre, 'v1.2.4')
    await asked.getByRole('button', { name: 'Approve' }).click()
    await messageWith(sre, 'granted').waitFor()
    await fits(sre)

    // It gets worse, and the VP rejects the next one with a reason.
    await breaks(developer, '30-minute outage')
    await messageWith(developer, 'ERROR BUDGET FREEZE: EMERGENCY').waitFor()
    await types(developer, 'engineering', '/deploy request inference-gateway v1.2.5 p0-hotfix')
    await messageWith(developer, 'v1.2.5').waitFor()
    const vp = await tabs.of(VP, 'deploy-approvals')
    await messageWith(vp, 'v1.2.5').getByRole('button', { name: 'Reject…' }).click()
    const why = vp.getByRole('dialog')
    await why.getByLabel('Why?').fill('Roll back instead.')
    await why.locator('button[type=submit]').click()
    await messageWith(vp, 'Roll back instead.').waitFor()
    await fits(vp)
    expect(tabs.complaints).toEqual([])
  })
})
