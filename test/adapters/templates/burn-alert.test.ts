import { describe, expect, test } from 'vitest'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import type {
  BurnAlertDigest,
  BurnAlertMessage,
  BurnAlertUpdate,
} from '../../../src/core/burn-alerts/messages.ts'
import { renderer } from './shipped.ts'

const PAGE: BurnAlertMessage = {
  kind: 'burn-alert',
  alertId: 'b_1',
  service: 'inference-gateway',
  serviceTitle: 'ML Inference Gateway',
  slo: 'availability',
  sloTitle: 'Requests that succeed',
  severity: 'page',
  objective: 99.5,
  window: '30d',
  isRolling: true,
  rule: '1h-5m',
  factor: 14.4,
  lookback: '1h',
  shortLookback: '5m',
  burnRate: 14.5,
  shortBurnRate: 200,
  otherRules: ['6h-30m'],
  spentLastHourRatio: 14.5 / 720,
  remainingRatio: 0.42,
  young: null,
  forecasts: [
    'spent in 21 hours at the rate of the last hour',
    'spent in 6 days at the rate of the last day',
  ],
  exhaustsInSeconds: (0.42 / 14.5) * 30 * 86_400,
  windowEndsAt: null,
  since: '2025-10-23T11:40:00.000Z',
  at: '2025-10-23T12:00:00.000Z',
  timeZone: 'UTC',
  mentions: ['U0OWNER1'],
  links: [
    {
      name: 'dashboard',
      title: 'Dashboard',
      url: 'https://grafana.example.com/d/slo?var-service=inference-gateway&from=1',
    },
    { name: 'runbook', title: 'Runbook', url: 'https://wiki.example.com/runbook' },
  ],
  link: 'https://grafana.example.com/d/slo?var-service=inference-gateway&from=1',
  peakBurnRate: 28,
  endedAt: null,
  remainingBeforeRatio: 0.44,
  prompts: [],
}

test('a page says what burns, how fast, what is left, and where to look', () => {
  expect(renderer.text(PAGE))
    .toBe(`🔥 ML Inference Gateway burns its error budget 15 times as fast as it allows
Where to look: <https://grafana.example.com/d/slo?var-service=inference-gateway&amp;from=1|Dashboard> · <https://wiki.example.com/runbook|Runbook> · \`/budget status inference-gateway\`
SLO: Requests that succeed (99.5% over 30d)
Severity: Page, somebody looks now
Since: 11:40 UTC
Budget left: 42%
The last hour cost: 2% of the budget
Forecast: spent in 21 hours at the rate of the last hour; spent in 6 days at the rate of the last day

Errors older than 30d leave the window and give budget back, so that it may last longer than that.

For: <@U0OWNER1>

Rule 1h-5m: fires above 14.4 over 1h and 5m; now 14.5 and 200. Also: 6h-30m`)
})

test('its end says how long, how bad, and what is left', () => {
  const over = {
    ...PAGE,
    endedAt: '2025-10-23T12:10:00.000Z',
    at: '2025-10-23T12:10:00.000Z',
    links: [],
    link: null,
  }
  expect(renderer.text(over))
    .toBe(`✅ Over: ML Inference Gateway burned its error budget up to 28 times as fast as it allows
Where to look: \`/budget status inference-gateway\`
SLO: Requests that succeed (99.5% over 30d)
Severity: Page, somebody looks now
Lasted: 30 minutes, since 11:40 UTC
Budget left: 42% (was 44%)

Rule 1h-5m: fires above 14.4 over 1h and 5m. Also: 6h-30m`)
})

describe('the lines that depend', () => {
  const MONTH = { isRolling: false, window: 'month', windowEndsAt: '2025-11-01T00:00:00.000Z' } as const
  test.each<[string, BurnAlertMessage, string, string]>([
    ['a ticket', { ...PAGE, severity: 'ticket' }, 'Severity: Ticket, in office hours', 'Severity: Page'],
    [
      'a budget that is spent',
      { ...PAGE, remainingRatio: 0, exhaustsInSeconds: 0 },
      'The budget is spent: every further error breaks the objective.',
      'Forecast',
    ],
    [
      'a month',
      { ...PAGE, ...MONTH },
      'The budget is new when the month ends, 2025-11-01 00:00 UTC.',
      'leave the window',
    ],
    [
      'a month that the budget lasts',
      {
        ...PAGE,
        ...MONTH,
        exhaustsInSeconds: null,
        forecasts: ['lasts until the window ends at the rate of the last hour'],
      },
      'Forecast: lasts until the window ends at the rate of the last hour',
      'spent in',
    ],
    [
      'young data',
      {
        ...PAGE,
        young: 'young: 2 min of 30 d',
        exhaustsInSeconds: null,
        forecasts: ['no forecast while the data is young'],
      },
      'Budget left: 42%, young: 2 min of 30 d',
      'spent in',
    ],
    ['an unknown last hour', { ...PAGE, spentLastHourRatio: null }, 'Budget left: 42%', 'The last hour'],
    [
      'a rule with a single window',
      { ...PAGE, shortLookback: null, shortBurnRate: null, otherRules: [] },
      'Rule 1h-5m: fires above 14.4 over 1h; now 14.5',
      ' and ',
    ],
    ['no mentions', { ...PAGE, mentions: [] }, 'Where to look', 'For:'],
    [
      'a slow burn',
      { ...PAGE, severity: 'ticket', burnRate: 1.04, factor: 14 / 15 },
      'burns its error budget about as fast as it allows',
      '14.4',
    ],
  ])('%s', (_what, alert, there, notThere) => {
    const text = renderer.text(alert)
    expect(text).toContain(there)
    if (notThere === ' and ') expect(text.split('\n').at(-1)).not.toContain(notThere)
    else expect(text).not.toContain(notThere)
  })
})

test('steps are told in a line', () => {
  const step: BurnAlertUpdate = {
    kind: 'burn-alert-update',
    event: 'joined',
    serviceTitle: 'Search',
    sloTitle: 'Searches that answer',
    severity: 'page',
    rule: '6h-30m',
    lookback: '6h',
    burnRate: 8.5,
    peakBurnRate: 200,
    remainingBeforeRatio: 0.7,
    remainingRatio: 0.58,
    young: null,
    lastedSeconds: 3_600,
  }
  const lines = (['joined', 'ticket-too', 'spent', 'ended', 'unwatched'] as const).map((event) =>
    renderer.text({ ...step, event }),
  )
  expect(lines).toEqual([
    '⏫ The rule 6h-30m fires too: over 6h the budget burns 8.5 times as fast as it allows - Search, Searches that answer',
    '🕯️ The slower rule 6h-30m fires too: over 6h the budget burns 8.5 times as fast as it allows (it looks further back, and ends later) - Search, Searches that answer',
    '🪫 The error budget is spent (58% left) - Search, Searches that answer',
    '✅ The page is over: none of its rules fires now - Search, Searches that answer\nIt lasted 1 hour and burned up to 200 times as fast as the budget allows. Budget left: 58%, 70% when it began.',
    '⏹️ The page is over: its rules were taken out of the configuration - Search, Searches that answer\nIt lasted 1 hour and burned up to 200 times as fast as the budget allows. Budget left: 58%, 70% when it began.',
  ])
})

test('many at once are a list, which says how many go on', () => {
  const one = {
    serviceTitle: 'Search',
    sloTitle: 'Answers',
    severity: 'page',
    burnRate: 28,
    remainingRatio: 0.42,
    young: null,
    isOver: false,
  } as const
  const digest: BurnAlertDigest = {
    kind: 'burn-alert-digest',
    at: '2025-10-23T12:00:00.000Z',
    timeZone: 'UTC',
    alerts: [
      one,
      { ...one, serviceTitle: 'Shop', severity: 'ticket', burnRate: 1.2 },
      { ...one, isOver: true },
    ],
    open: 2,
    mentions: ['S0ONCALL1'],
  }
  expect(renderer.text(digest)).toBe(`🔥 3 error budgets burn too fast since 12:00 UTC - 2 still do

🔥 Search, Answers: 28× (42% left)
🕯️ Shop, Answers: 1.2× (42% left)
✅ Search, Answers: 28× (42% left)

× is how many times as fast as the budget allows. \`/budget status\` has each.
For: <!subteam^S0ONCALL1>`)
})

test('in Slack a head says where to look right below its first line, its facts in columns and its rule in small', () => {
  const blocks = messageBlocks(PAGE, renderer.text(PAGE))
  expect(blocks.map(({ type }) => type)).toEqual(['section', 'section', 'section', 'section', 'context'])
  expect(JSON.stringify(blocks[1])).toContain('|Runbook>')
  expect(JSON.stringify(blocks[2])).toContain('*Budget left*\\n42%')
})
