import { pino } from 'pino'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../src/cli/configuration/project-root.ts'
import { DEVELOPER, MANAGER, SRE_1, SRE_2, VP } from '../../demo/cast.ts'
import { DemoClock } from '../../demo/demo-clock.ts'
import { openStage, type Stage, WATCHED_MS } from '../../demo/stage.ts'
import { HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import {
  DemoTabs,
  fits,
  hasChromium,
  launchChromium,
  messageWith,
  SCREENS,
  types,
} from '../support/browser.ts'

describe.skipIf(!hasChromium())('the ways through a freeze, by hand (needs chromium)', () => {
  let browser: Browser
  let stage: Stage
  let tabs: DemoTabs

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    const clock = new DemoClock(Date.now() - WATCHED_MS)
    stage = await openStage({ clock, logger: pino({ level: 'silent' }), port: 0, root: PROJECT_ROOT })
    for (const service of ['inference-gateway', 'training-infrastructure'])
      await stage.pass(2 * HOUR_MS, { stepMs: 2 * HOUR_MS, outage: { service, failedRatio: 1 } })
    // What burned leaves the last hour, or the rollout would be held at once.
    await stage.pass(2 * HOUR_MS, { stepMs: 2 * HOUR_MS })
  })
  afterEach(async () => {
    await tabs.close()
    await stage.close()
  })

  /** Opens a way's form, writes into every box and ticks every tick, and sends it in. Answers with what the form shows then. */
  async function sendsIn(tab: Page, line: string): Promise<Locator> {
    await types(tab, 'engineering', line)
    const form = tab.getByRole('dialog')
    const texts = form.locator('textarea:visible, input[type=text]:visible')
    await texts.last().waitFor()
    for (const box of await form.getByRole('checkbox').all()) await box.check()
    for (const text of await texts.all())
      if ((await text.inputValue()) === '') await text.fill('First, a canary\nThen, everything')
    await fits(tab)
    await form.locator('button[type=submit]').click()
    await form.locator('button[type=submit]').waitFor({ state: 'detached' })
    return form
  }

  const closes = async (form: Locator): Promise<void> => {
    await form.getByRole('button', { name: 'Close' }).last().click()
    await form.waitFor({ state: 'detached' })
  }

  async function approves(people: readonly { readonly id: string }[], revision: string): Promise<void> {
    for (const person of people) {
      const tab = await tabs.of(person, 'deploy-approvals')
      await tab.bringToFront()
      await messageWith(tab, revision).getByRole('button', { name: 'Approve' }).click()
      await messageWith(tab, revision).getByText('1 of 1').first().waitFor()
      if (person === people.at(-1)) await messageWith(tab, 'request granted').waitFor()
      await fits(tab)
    }
  }

  /** Presses the last such button in the thread of a message, and sees there what comes of it. */
  async function pressesInThread(tab: Page, words: string, button: string, shows: string): Promise<void> {
    await tab.bringToFront()
    await messageWith(tab, words).getByRole('button', { name: /repl/ }).click()
    const thread = tab.locator('#thread')
    await thread.getByRole('button', { name: button }).last().click()
    await messageWith(tab, shows, '#thread').waitFor()
    await fits(tab)
    await thread.getByRole('button', { name: 'Close thread' }).click()
  }

  test.each(SCREENS)(
    'on %s an exception, its rollout, an override, a silver bullet and an action',
    async (_screen, viewport) => {
      tabs = await DemoTabs.open(browser, viewport, stage.workspace.pageUrl)
      const developer = await tabs.of(DEVELOPER, 'engineering')
      const exception = await sendsIn(developer, '/deploy exception inference-gateway v1.3.2 feature')
      const id = /Request (r-\w+)/.exec(await exception.innerText())?.[1] ?? ''
      await closes(exception)
      await approves([SRE_2, MANAGER], 'v1.3.2')

      await types(developer, 'engineering', `/deploy rollout ${id}`)
      const rollout = [
        [SRE_2, 'Sign off', 'Any role: 1 of 2'],
        [MANAGER, 'Sign off', 'Any role: 2 of 2'],
        [SRE_2, 'Advance to 2%', 'At 2%'],
      ] as const
      for (const [person, button, shows] of rollout)
        await pressesInThread(await tabs.of(person, 'deploy-approvals'), 'v1.3.2', button, shows)

      // Somebody without the authority is told so; with it, everybody is told.
      await types(developer, 'engineering', '/deploy override inference-gateway v1.3.3 feature')
      await messageWith(developer, 'may override the policy').waitFor()
      const vp = await tabs.of(VP, 'engineering')
      await closes(await sendsIn(vp, '/deploy override inference-gateway v1.3.3 feature'))
      await messageWith(developer, 'Policy override').waitFor()

      await closes(await sendsIn(developer, '/deploy silver-bullet training-infrastructure v9 feature'))
      await approves([SRE_1, MANAGER, VP], 'v9')

      // The action's list is in the thread of its freeze; who may not close it is told there.
      const freeze = 'ERROR BUDGET FREEZE: CRITICAL'
      await pressesInThread(developer, freeze, 'Done', 'may do this')
      await pressesInThread(await tabs.of(SRE_1, 'engineering'), freeze, 'Done', 'Done by @Inês Carvalho')
      expect(tabs.complaints).toEqual([])
    },
    300_000,
  )
})
