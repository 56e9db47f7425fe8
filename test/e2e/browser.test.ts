import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../src/cli/project-root.ts'
import { DEVELOPER, SRE_1, VP } from '../../src/demo/cast.ts'
import { DemoClock } from '../../src/demo/demo-clock.ts'
import { Panel } from '../../src/demo/panel.ts'
import { openStage, type Stage, WATCHED_MS } from '../../src/demo/stage.ts'
import { startHeartbeat, type Heartbeat } from '../../src/system/heartbeat.ts'
import { requiredProgram } from '../support/required-program.ts'

const program = requiredProgram('chromium')
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const PATIENCE_MS = 20_000

const SCREENS = [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const

describe.skipIf(program === undefined)('the demo page in Chromium (needs chromium)', () => {
  let browser: Browser
  let stage: Stage
  let heartbeat: Heartbeat
  let context: BrowserContext
  const complaints: string[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program ?? '', args: ARGUMENTS })
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    const panel = new Panel()
    const clock = new DemoClock(Date.now() - WATCHED_MS)
    stage = await openStage({ clock, logger: pino({ level: 'silent' }), port: 0, root: PROJECT_ROOT, panel })
    await panel.attach(stage)
    heartbeat = startHeartbeat(() => stage.bot.beat())
    complaints.length = 0
  })
  afterEach(async () => {
    await context.close()
    await heartbeat.stop()
    await stage.close()
  })

  /** A tab in which somebody sits; the tour is skipped. */
  async function tabOf(person: { readonly id: string }, channel: string): Promise<Page> {
    const tab = await context.newPage()
    tab.setDefaultTimeout(PATIENCE_MS)
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    tab.on('pageerror', (error) => complaints.push(error.message))
    tab.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
    })
    await tab.goto(`${stage.workspace.pageUrl}?as=${person.id}#${channel}`)
    await tab.getByRole('heading', { name: channel }).waitFor()
    const skip = tab.getByRole('button', { name: 'Skip the tour' })
    await skip
      .or(tab.getByRole('combobox', { name: `Message #${channel}` }))
      .first()
      .waitFor()
    if (await skip.isVisible()) await skip.click()
    return tab
  }

  /** The newest message with these words, as somebody sees it. */
  const messageWith = (tab: Page, words: string): Locator =>
    tab.locator('#messages').getByRole('listitem').filter({ hasText: words }).last()

  const types = async (tab: Page, channel: string, line: string): Promise<void> => {
    const composer = tab.getByRole('combobox', { name: `Message #${channel}` })
    await composer.fill(line)
    await composer.press('Escape')
    await composer.press('Enter')
  }

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

  /** Nothing is wider than the screen. */
  const fits = async (tab: Page): Promise<void> => {
    const width = await tab.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')
    const [wide, screen] = width as [number, number]
    expect(wide).toBeLessThanOrEqual(screen)
  }

  test.each(SCREENS)(
    'on %s a developer, an SRE and a VP play a freeze',
    async (_screen, viewport) => {
      context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
      const developer = await tabOf(DEVELOPER, 'engineering')
      await breaks(developer, '2-hour outage')
      await messageWith(developer, 'ERROR BUDGET FREEZE: CRITICAL').waitFor()
      await fits(developer)

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
      const refusal = developer.getByRole('dialog', { name: 'Blocked' })
      await refusal.getByText('levels.CRITICAL.changes.feature').waitFor()
      await fits(developer)
      await refusal.getByRole('button', { name: 'Close' }).last().click()
      await refusal.waitFor({ state: 'detached' })

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

      const sre = await tabOf(SRE_1, 'deploy-approvals')
      const asked = messageWith(sre, 'v1.2.4')
      await asked.getByRole('button', { name: 'Approve' }).click()
      await messageWith(sre, 'granted').waitFor()
      await fits(sre)

      // It gets worse, and the VP rejects the next one with a reason.
      await breaks(developer, '30-minute outage')
      await messageWith(developer, 'ERROR BUDGET FREEZE: EMERGENCY').waitFor()
      await types(developer, 'engineering', '/deploy request inference-gateway v1.2.5 p0-hotfix')
      await messageWith(developer, 'v1.2.5').waitFor()
      const vp = await tabOf(VP, 'deploy-approvals')
      await messageWith(vp, 'v1.2.5').getByRole('button', { name: 'Reject…' }).click()
      const why = vp.getByRole('dialog')
      await why.getByLabel('Why?').fill('Roll back instead.')
      await why.locator('button[type=submit]').click()
      await messageWith(vp, 'Roll back instead.').waitFor()
      await fits(vp)
      expect(complaints).toEqual([])
    },
    90_000,
  )
})
