import { percentText } from '../src/core/budgets/percent.ts'
import type { ServiceReport } from '../src/core/status/status-report.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/core/kernel/time/duration.ts'
import { pageUrlOf } from '../src/core/kernel/page-path.ts'
import { completionWords } from './completion-words.ts'
import type { Stage } from './stage.ts'
import type { PagePanel } from './workspace/page-protocol.ts'
import type { PanelSource } from './workspace/workspace-options.ts'

const ACTIONS: PagePanel['actions'] = [
  {
    id: 'outage-30m',
    label: '30-minute outage',
    hint: 'Everything fails: 13.9 % of the month’s budget',
    perService: true,
  },
  {
    id: 'outage-2h',
    label: '2-hour outage',
    hint: 'Everything fails: 55.6 % of the month’s budget',
    perService: true,
  },
  {
    id: 'recover',
    label: 'Recover',
    hint: 'Good days pass until the outages leave the 30-day window',
    perService: true,
  },
  { id: 'day', label: 'A day passes', hint: 'A good day for every service', perService: false },
]

/** The bot looks as often as this, so that what it says comes on time: later than this it would call it late. */
const WATCH_MS = 5 * MINUTE_MS
/** Errors older than this have left the window. */
const LONGEST_RECOVERY_DAYS = 32
const BURNING_ABOVE = 2

/** The panel beside the channels: what is happening to the services, and buttons that make things happen. */
export class Panel implements PanelSource {
  #stage: Stage | undefined
  #busy: string | null = null
  #services: PagePanel['services'] = []
  #words: PagePanel['words'] = {}
  #now = ''

  /** The panel is needed to open the stage, and the stage to fill the panel. */
  async attach(stage: Stage): Promise<void> {
    this.#stage = stage
    await this.refresh()
  }

  state(): PagePanel {
    return {
      now: this.#now,
      services: this.#services,
      pagesUrl: this.#stage === undefined ? null : pageUrlOf(this.#stage.bot.http.url, { kind: 'overview' }),
      words: this.#words,
      actions: ACTIONS,
      busy: this.#busy,
    }
  }

  async refresh(): Promise<void> {
    if (this.#stage === undefined) return
    const { bot } = this.#stage
    const report = await bot.useCases.status()
    this.#now = report.at
    this.#services = report.services.map((service) => panelService(service, bot.http.url))
    this.#words = await completionWords(bot.useCases, Date.parse(report.at))
    this.#stage.workspace.panelChanged()
  }

  async act(action: string, service: string | null): Promise<void> {
    const stage = this.#stage
    const known = ACTIONS.find(({ id }) => id === action)
    if (stage === undefined || known === undefined) throw new Error(`The panel has no button ${action}.`)
    if (this.#busy !== null) throw new Error('One thing at a time: something is happening already.')
    this.#busy = action
    stage.workspace.panelChanged()
    try {
      await perform(stage, action, service ?? '', () => this.refresh())
    } finally {
      this.#busy = null
      await this.refresh()
    }
  }
}

async function perform(
  stage: Stage,
  action: string,
  service: string,
  refresh: () => Promise<void>,
): Promise<void> {
  const outage = { service, failedRatio: 1 }
  switch (action) {
    case 'outage-30m':
      await stage.pass(30 * MINUTE_MS, { stepMs: WATCH_MS, outage })
      break
    case 'outage-2h':
      await stage.pass(2 * HOUR_MS, { stepMs: WATCH_MS, outage })
      break
    case 'day':
      for (let passed = 0; passed < DAY_MS; passed += HOUR_MS) {
        await stage.pass(HOUR_MS, { stepMs: WATCH_MS })
        await refresh()
      }
      break
    default:
      await recover(stage, service, refresh)
  }
}

/** Lets good days pass until the service is at its best level again, and then does what is due, once. */
export async function recover(stage: Stage, service: string, refresh: () => Promise<void>): Promise<void> {
  // The end of an outage is heard at once, as when the bot looks each minute.
  await stage.pass(HOUR_MS, { stepMs: WATCH_MS })
  for (let day = 0; day < LONGEST_RECOVERY_DAYS; day += 1) {
    const [report] = (await stage.bot.useCases.status(service)).services
    if (report === undefined || report.level === 'HEALTHY') break
    await stage.pass(DAY_MS, { stepMs: 12 * HOUR_MS, isQuiet: true })
    await refresh()
  }
  await stage.bot.doDue()
}

const panelService = (report: ServiceReport, pagesUrl: string): PagePanel['services'][number] => ({
  name: report.service,
  title: report.title,
  level: report.level,
  emoji: report.emoji,
  remainingPercent: report.remainingRatio === null ? '?' : percentText(report.remainingRatio),
  burning: report.slos.some(({ burnRates }) => (burnRates?.['1h'] ?? 0) > BURNING_ABOVE),
  pageUrl: pageUrlOf(pagesUrl, { kind: 'service', name: report.service }),
})
