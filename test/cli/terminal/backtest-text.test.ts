import { expect, test } from 'vitest'
import type { Backtest, ServiceBacktest } from '../../../src/core/backtest/backtest.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import { levelLegend, levelLine } from '../../../src/cli/terminal/backtest-line.ts'
import { backtestMarkdown } from '../../../src/cli/terminal/backtest-markdown.ts'
import { backtestText } from '../../../src/cli/terminal/backtest-text.ts'
import { textWidth } from '../../../src/cli/terminal/text-width.ts'

const FROM = Date.parse('2026-03-01T00:00:00Z')
const day = (count: number): number => FROM + count * DAY_MS

const SHOP: ServiceBacktest = {
  service: 'shop',
  title: 'Shop | books',
  policy: { name: 'zones', version: '1.0' },
  levels: [
    { level: 'GREEN', title: 'Fine', emoji: '🟢', freeze: false, ms: 4 * DAY_MS },
    { level: 'YELLOW', title: 'Careful', emoji: '🟡', freeze: false, ms: DAY_MS },
    { level: 'RED', title: 'Frozen', emoji: '🔴', freeze: true, ms: 2 * DAY_MS },
    { level: 'UNKNOWN', title: 'Never measured', emoji: '❔', freeze: false, ms: 3 * DAY_MS },
  ],
  periods: [
    { level: 'UNKNOWN', from: day(0), until: day(3), slo: null, remainingRatio: null },
    { level: 'GREEN', from: day(3), until: day(7), slo: 'orders', remainingRatio: 0.9 },
    { level: 'YELLOW', from: day(7), until: day(8), slo: 'orders', remainingRatio: 0.5 },
    { level: 'RED', from: day(8), until: day(10), slo: 'orders', remainingRatio: -0.1 },
  ],
  freezes: [
    {
      kind: 'level',
      level: 'RED',
      from: day(8),
      until: null,
      slo: 'orders',
      remainingRatio: -0.1,
      reason: 'orders had -10% left; RED is when less than 0% of the budget is left',
    },
  ],
  changes: [
    {
      change: 'feature',
      title: 'Feature',
      exempt: false,
      approvedMs: 4 * DAY_MS,
      askedMs: 4 * DAY_MS,
      blockedMs: 2 * DAY_MS,
      asked: [{ seats: [{ role: 'sre', count: 1 }], words: 'SRE', ms: 4 * DAY_MS }],
    },
  ],
  burnAlerts: [
    { slo: 'orders', severity: 'page', rules: ['fast'], from: day(7), until: day(8), peakBurnRate: 31.2 },
  ],
  slos: [
    {
      slo: 'orders',
      title: 'Orders',
      measured: 7,
      looks: 11,
      firstMeasuredAt: day(3),
      wholeFrom: null,
      lowest: { remainingRatio: -0.1, at: day(8) },
      last: { remainingRatio: -0.1, at: day(10) },
      gaps: [
        { reason: 'no_data', detail: 'total: no series', from: day(0), until: day(3) },
        { reason: 'data_stopped', detail: '', from: day(9), until: day(10) },
      ],
    },
  ],
}

const TOLD: Backtest = {
  from: day(0),
  until: day(10),
  stepMs: DAY_MS,
  policies: [{ policy: null, services: [SHOP] }],
}

const terminal = (columns: number) => ({ columns, paint: (text: string) => text })

test('the line has a sign for the worst level of each part of the time', () => {
  expect(levelLine(SHOP, TOLD, 10)).toBe('···▁▁▁▁▅██')
  // The fourth fifth holds both GREEN and YELLOW.
  expect(levelLine(SHOP, TOLD, 5)).toBe('·▁▁▅█')
  expect(levelLegend(SHOP)).toBe('▁ GREEN  ▅ YELLOW  █ RED  · UNKNOWN')
})

test.each([50, 80, 120])('the text fits %i columns', (columns) => {
  const lines = backtestText(TOLD, 'UTC', terminal(columns)).split('\n')
  expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns)
})

test('the text tells freezes, burn alerts, changes and what history is missing', () => {
  const text = backtestText(TOLD, 'UTC', terminal(200))
  for (const line of [
    '2026-03-01 00:00 UTC to 2026-03-11 00:00 UTC, a look every 24 hours',
    '  zones: 🟢 GREEN 4 d (40%)   🟡 YELLOW 24 h (10%)   🔴 RED 2 d (20%)   ❔ UNKNOWN 3 d (30%)',
    '  1 freeze by level, 2 d in all; 1 burn alert (1 page, 0 tickets)',
    '    Orders: the first figure is of 2026-03-04 00:00 UTC',
    '    Orders: no figure for 24 h in 1 gap (data stopped), the first at 2026-03-10 00:00 UTC',
    '    Orders: the history never covers the whole window',
  ])
    expect(text).toContain(line)
  expect(text).toMatch(/RED +2026-03-09 00:00 UTC +still holds +2 days +orders had -10% left;/)
  expect(text).toMatch(/page +orders +2026-03-08 00:00 UTC +2026-03-09 00:00 UTC +31 +fast/)
  expect(text).toMatch(/4 d +2 d +4 d of SRE +Feature/)
})

test('Markdown holds the same, and no text from outside is markup', () => {
  const page = backtestMarkdown(TOLD, 'UTC')
  expect(page).toContain(String.raw`## Shop \| books (shop)`)
  expect(page).toContain('| RED | 2026-03-09 00:00 UTC | still holds | orders had -10% left;')
  expect(page).toContain('| 4 d | 2 d | 4 d of SRE | Feature |')
})
