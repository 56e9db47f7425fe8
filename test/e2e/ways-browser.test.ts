import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from '../../src/cli/project-root.ts'
import { DEVELOPER, MANAGER, SRE_1, SRE_2, VP } from '../../src/demo/cast.ts'
import { DemoClock } from '../../src/demo/demo-clock.ts'
import { openStage, type Stage, WATCHED_MS } from '../../src/demo/stage.ts'
import { HOUR_MS } from '../../src/time/duration.ts'
import { requiredProgram } from '../support/required-program.ts'

const program = requiredProgram('chromium')
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const PATIENCE_MS = 20_000

const SCREENS = [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const

describe.skipIf(program === undefined)('the ways through a freeze, by hand (needs chromium)', () => {
  let browser: Browser
  let stage: Stage
  let context: BrowserContext
  const complaints: string[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program ?? '', args: ARGUMENTS })
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    const clock = new DemoClock(Date.now() - WATCHED_MS)
    stage = await openStage({ clock, logger: pino({ level: 'silent' }), port: 0, root: PROJECT_ROOT })
    complaints.length = 0
    for (const service of ['inference-gateway', 'training-infrastructure'])
      await stage.pass(2 * HOUR_MS, { stepMs: 2 * HOUR_MS, outage: { service, failedRatio: 1 } })
    // What burned leaves the last hour, or the rollout would be held at once.
    await stage.pass(2 * HOUR_MS, { stepMs: 2 * HOUR_MS })
  })
  afterEach(async () => {
    await context.close()
    await stage.close()
  })

  /** The tab in which somebody sits, opened once; the tour is skipped. */
  async function tabOf(person: { readonly id: string }, channel: string): Promise<Page> {
    const url = `${stage.workspace.pageUrl}?as=${person.id}#${channel}`
    const open = context.pages().find((page) => page.url() === url)
    if (open !== undefined) return open
    const tab = await context.newPage()
    tab.setDefaultTimeout(PATIENCE_MS)
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    tab.on('pageerror', (error) => complaints.push(error.message))
    await tab.goto(url)
    const skip = tab.getByRole('button', { name: 'Skip the tour' })
    const composer = tab.getByRole('combobox', { name: `Message #${channel}` })
    await skip.or(composer).first().waitFor()
    if (await skip.isVisible()) await skip.click()
    return tab
  }

  const types = async (tab: Page, line: string): Promise<void> => {
    // A tab behind others draws seldom.
    await tab.bringToFront()
    const composer = tab.getByRole('combobox', { name: 'Message #engineering' })
    await composer.fill(line)
    await composer.press('Escape')
    await composer.press('Enter')
  }

  /** The newest message with these words; a thread covers a phone, so it is looked for where it stands. */
  const messageWith = (tab: Page, words: string, where = '#messages'): Locator =>
    tab.locator(where).getByRole('listitem').filter({ hasText: words }).last()

  /** Opens a way's form, writes into every box and ticks every tick, and sends it in. Answers with what the form shows then. */
  async function sendsIn(tab: Page, line: string): Promise<Locator> {
    await types(tab, line)
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
      const tab = await tabOf(person, 'deploy-approvals')
      await tab.bringToFront()
      await messageWith(tab, revision).getByRole('button', { name: 'Approve' }).click()
      await messageWith(tab, revision).getByText('1 of 1').first().waitFor()
      if (person === people.at(-1)) await messageWith(tab, 'request granted').waitFor()
      await fits(tab)
    }
  }

  /** Nothing is wider than the screen. */
  const fits = async (tab: Page): Promise<void> => {
    const width = await tab.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')
    const [wide, screen] = width as [number, number]
    expect(wide).toBeLessThanOrEqual(screen)
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
      context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
      const developer = await tabOf(DEVELOPER, 'engineering')
      const exception = await sendsIn(developer, '/deploy exception inference-gateway v1.3.2 feature')
      const id = /Request (r-\w+)/.exec(await exception.innerText())?.[1] ?? ''
      await closes(exception)
      await approves([SRE_2, MANAGER], 'v1.3.2')

      await types(developer, `/deploy rollout ${id}`)
      const rollout = [
        [SRE_2, 'Sign off', 'Any role: 1 of 2'],
        [MANAGER, 'Sign off', 'Any role: 2 of 2'],
        [SRE_2, 'Advance to 2%', 'At 2%'],
      ] as const
      for (const [person, button, shows] of rollout)
        await pressesInThread(await tabOf(person, 'deploy-approvals'), 'v1.3.2', button, shows)

      // Somebody without the authority is told so; with it, everybody is told.
      const refusal = await sendsIn(developer, '/deploy override inference-gateway v1.3.3 feature')
      await refusal.getByText('may override the policy').waitFor()
      await closes(refusal)
      const vp = await tabOf(VP, 'engineering')
      await closes(await sendsIn(vp, '/deploy override inference-gateway v1.3.3 feature'))
      await messageWith(developer, 'Policy override').waitFor()

      await closes(await sendsIn(developer, '/deploy silver-bullet training-infrastructure v9 feature'))
      await approves([SRE_1, MANAGER, VP], 'v9')

      // The action's list is in the thread of its freeze; who may not close it is told there.
      const freeze = 'ERROR BUDGET FREEZE: CRITICAL'
      await pressesInThread(developer, freeze, 'Done', 'may do this')
      await pressesInThread(await tabOf(SRE_1, 'engineering'), freeze, 'Done', 'Done by @Inês Carvalho')
      expect(complaints).toEqual([])
    },
    60_000,
  )
})
