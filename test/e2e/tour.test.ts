import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEVELOPER, SRE_1 } from '../../demo/cast.ts'
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

const TITLES = [
  'Break a service',
  'Read what everybody reads',
  'Ask to deploy a feature',
  'Blocked, and why',
  'Ask for a hotfix',
  'Bring what the policy asks for',
  'Approve as somebody else',
  'Granted, for one deployment',
  'Open the App Home',
  'What waits for you',
  'The same, in a browser',
]

describe.skipIf(!hasChromium())('the tour of the demo in Chromium (needs chromium)', () => {
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

  const at = (tab: Page, title: string): Promise<void> =>
    cardOf(tab).getByRole('heading', { name: title, exact: true }).waitFor()
  const press = (tab: Page, name: string): Promise<void> => cardOf(tab).getByRole('button', { name }).click()

  /** The last step opens the page of the service that broke, in another tab. */
  const opensPage = async (tab: Page): Promise<void> => {
    const opened = tab.context().waitForEvent('page')
    await cardOf(tab).getByRole('link', { name: 'The page of ML Inference Gateway' }).click()
    const page = await opened
    await page.getByRole('heading', { name: 'ML Inference Gateway', level: 1 }).waitFor()
    await page.getByText('CRITICAL').first().waitFor()
    await page.close()
  }

  test.each(SCREENS)('on %s it does everything for who asks it to', async (_screen, viewport) => {
    tabs = await DemoTabs.open(browser, viewport, demo.stage.workspace.pageUrl)
    const tab = await tabs.visits(DEVELOPER)
    for (const title of TITLES.slice(0, -1)) {
      await at(tab, title)
      await fits(tab)
      await cardOf(tab)
        .getByRole('button', { name: /^(?:Do it for me|Next)$/ })
        .click()
    }
    await at(tab, TITLES.at(-1) ?? '')
    await opensPage(tab)
    await press(tab, 'Done')
    await cardOf(tab).waitFor({ state: 'detached' })
    expect(tabs.complaints).toEqual([])
  })

  test('it goes on with who does everything themselves, after a reload and after a pause', async () => {
    tabs = await DemoTabs.open(browser, { width: 1440, height: 900 }, demo.stage.workspace.pageUrl)
    const tab = await tabs.visits(DEVELOPER)
    await at(tab, 'Break a service')
    await tab.getByRole('radio', { name: 'ML Inference Gateway' }).check()
    await tab.locator('#panel').getByRole('button', { name: '2-hour outage' }).click()
    await at(tab, 'Read what everybody reads')

    await tab.reload()
    await at(tab, 'Read what everybody reads')
    await press(tab, 'Next')
    await types(tab, 'engineering', '/deploy request inference-gateway v9.0.0 feature')
    await at(tab, 'Blocked, and why')
    await press(tab, 'Next')

    await press(tab, 'Skip the tour')
    await tab.getByRole('button', { name: 'Tour' }).click()
    await at(tab, 'Ask for a hotfix')
    await types(tab, 'engineering', '/deploy request inference-gateway v9.0.1 p0-hotfix')
    await at(tab, 'Bring what the policy asks for')
    await messageWith(tab, 'v9.0.1').getByRole('button', { name: 'Fill in…' }).click()
    const form = tab.getByRole('dialog').filter({ hasNot: tab.locator('#tour-title') })
    await form.getByRole('checkbox').first().waitFor()
    for (const box of await form.getByRole('checkbox').all()) await box.check()
    for (const text of await form.getByRole('textbox').all()) await text.fill('Redeploy the one before.')
    await form.locator('button[type=submit]').click()

    await at(tab, 'Approve as somebody else')
    await tab.locator(`[data-person="${SRE_1.id}"]`).click()
    await tab.locator('[data-channel="deploy-approvals"]').click()
    await messageWith(tab, 'v9.0.1').getByRole('button', { name: 'Approve' }).click()
    await at(tab, 'Granted, for one deployment')
    await press(tab, 'Next')
    await tab.getByRole('button', { name: 'Home', exact: true }).first().click()
    await at(tab, 'What waits for you')
    await press(tab, 'Next')
    await opensPage(tab)
    expect(tabs.complaints).toEqual([])
  })

  test('who skips the outage is not led through a freeze, and arrow keys walk it', async () => {
    tabs = await DemoTabs.open(browser, { width: 1440, height: 900 }, demo.stage.workspace.pageUrl)
    const tab = await tabs.visits(DEVELOPER)
    await at(tab, 'Break a service')
    await tab.keyboard.press('ArrowRight')
    await at(tab, 'Open the App Home')
    await tab.keyboard.press('ArrowLeft')
    await at(tab, 'Break a service')
    await tab.keyboard.press('Escape')
    await cardOf(tab).waitFor({ state: 'detached' })
  })
})

const cardOf = (tab: Page): Locator => tab.locator('.tour-card')
