import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBalanced, parseSelector, type Selector, selectorText } from '../../../src/core/budgets/selector.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { parseCron } from '../../../src/core/kernel/time/cron.ts'
import { formatDuration, parseDuration } from '../../../src/core/kernel/time/duration.ts'
import { readSpan } from '../../../src/core/kernel/time/typed-span.ts'
import { PAST_FORMS, readTime, TIME_FORMS, timeText } from '../../../src/core/kernel/time/typed-time.ts'
import {
  readCost,
  readCount,
  readLength,
  readObjective,
  readOutage,
  readShare,
} from '../../../src/core/what-if/typed-question.ts'
import { fuzz } from './fuzz.ts'
import { nearly } from './nasty-text.ts'

test('a typed time is a time that a calendar has, which reads the same when it is shown, or none', async () => {
  const typed = nearly(
    ...TIME_FORMS,
    ...PAST_FORMS,
    'tomorrow at noon',
    '24 nov 10:00',
    '2026-11-24T10:00Z',
    '24.11.2026 10:00 +02:00',
    'fri 6:30 pm europe/berlin',
    'midnight utc',
    'in 2 hours',
    'half an hour from now',
  )
  const cases = fc.record({
    text: typed,
    now: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
    tense: fc.constantFrom('ahead' as const, 'past' as const),
  })
  await fuzz('typed times', cases, ({ text, ...typing }) => {
    const read = readTime(text, typing)
    if (read === undefined) return
    expect(Number.isSafeInteger(read.at)).toBe(true)
    const shown = timeText(read.at, typing.now, typing.timeZone)
    const again = readTime(shown, typing)
    expect(again && Math.floor(again.at / 60_000), shown).toBe(Math.floor(read.at / 60_000))
  })
})

test('a typed length or figure is finite and within its bounds, or refused with what would be right', async () => {
  const typed = nearly('30m', '1h30m', 'two hours', '50%', '0.5 %', 'after 2h: 30m 50%', 'latency=99.9', '17')
  await fuzz('typed lengths and figures', typed, (text) => {
    const answers = [readLength, readShare, readObjective, readCost, readCount].map((read) => read(text))
    for (const answer of [...answers, readOutage(text, ['latency'])]) {
      if (answer.ok) expectFinite(answer.value)
      else expect(answer.why).toMatch(/write|has no unit/i)
    }
    const ms = parseDuration(text)
    if (ms !== undefined) expect(parseDuration(formatDuration(ms))).toBe(ms)
    const span = readSpan(text)
    if (span !== undefined) expect(span).toSatisfy(Number.isSafeInteger)
    const objective = parseObjective(text)
    if (objective !== undefined) expectRatio(objective.errorBudgetRatio)
  })
})

function expectFinite(value: unknown): void {
  if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite)
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(expectFinite)
}

function expectRatio(ratio: number): void {
  expect(ratio).toBeGreaterThan(0)
  expect(ratio).toBeLessThan(1)
}

test('a selector reads the same when it is written again, and what is written is balanced', async () => {
  const typed = nearly(
    'http_requests_total',
    'http_requests_total{code=~"5..", job="api"}',
    "{'name.with.dots', le!='0.5'}",
    '{__name__="up", a!~`x|y`}',
  )
  await fuzz('selectors', typed, (text) => {
    isBalanced(text)
    const selector: Selector | undefined = parseSelector(text)
    if (selector === undefined) return
    const written = selectorText(selector)
    expect(parseSelector(written)).toEqual(selector)
    expect(written).toSatisfy(isBalanced)
  })
})

test('a schedule is read into days, hours and minutes that there are, or not at all', async () => {
  const typed = nearly(
    '0 9 * * 1-5',
    '*/15 8-18 1,15 * *',
    '30 22 L * *',
    '0 0 L-3 jan-mar mon',
    '5/10 22-2 * * fri-mon',
  )
  await fuzz('schedules', typed, (text) => {
    const cron = parseCron(text)
    if (cron === undefined) return
    for (const hour of cron.hours) expect(hour).toSatisfy((each: number) => each >= 0 && each < 24)
    for (const minute of cron.minutes) expect(minute).toSatisfy((each: number) => each >= 0 && each < 60)
    expect(cron.hours.length * cron.minutes.length).toBeGreaterThan(0)
  })
})
