import { describe, expect, test } from 'vitest'

import { initials } from '../../../demo/page/avatar.ts'
import { reconnectDelayMs } from '../../../demo/page/connection.ts'
import { emojiNamed, withEmoji } from '../../../demo/page/emoji.ts'
import { inlineSides } from '../../../demo/page/layout.ts'
import { barWidth } from '../../../demo/page/panel.ts'
import { slackDate } from '../../../demo/page/slack-date.ts'
import { timelineRows } from '../../../demo/page/timeline.ts'
import { cardSpot } from '../../../demo/page/tour-spot.ts'

const place = { nowMs: Date.UTC(2026, 0, 31, 12), timeZone: 'UTC', locale: 'en-GB' }
const seconds = (...parts: [number, number, number, number, number]) => Date.UTC(...parts) / 1000

test.each([
  ['{date_num}', '2026-01-30'],
  ['{date}', '30 January 2026'],
  ['{date_short}', '30 Jan 2026'],
  ['{date_pretty} at {time}', 'yesterday at 09:05'],
  ['{time_secs}', '09:05:00'],
  ['{ago}', '27 hours ago'],
  ['{unknown} stays', '{unknown} stays'],
])('the date format %s reads %s', (format, text) => {
  expect(slackDate(seconds(2026, 0, 30, 9, 5), format, place)).toBe(text)
})

describe('the timeline', () => {
  const at = (minute: number, user = 'U1', ephemeralFor: string | null = null) => ({
    channel: 'C1',
    ts: String(seconds(2026, 0, 31, 10, minute)),
    threadTs: null,
    user,
    text: '',
    blocks: [],
    edited: false,
    ephemeralFor,
  })
  const shape = (...messages: readonly ReturnType<typeof at>[]) =>
    timelineRows(messages, place).map((row) => (row.kind === 'day' ? row.label : row.compact))

  test.each([
    ['names an author once a breath', [at(0), at(3)], ['Today', false, true]],
    ['names an author again after a pause', [at(0), at(6)], ['Today', false, false]],
    ['names another author', [at(0), at(1, 'U2')], ['Today', false, false]],
    ['sets a message for one person apart', [at(0), at(1, 'U1', 'U2')], ['Today', false, false]],
    ['parts the days', [at(-24 * 60), at(0)], ['Yesterday', false, 'Today', false]],
  ])('%s', (_, messages, expected) => {
    expect(shape(...messages)).toEqual(expected)
  })
})

test.each([
  [1, 500],
  [2, 1_000],
  [4, 4_000],
  [50, 8_000],
])('after %i failures the page waits %i ms', (failures, delayMs) => {
  expect(reconnectDelayMs(failures)).toBe(delayMs)
})

test.each([
  ['42%', 42],
  ['99.95 %', 99.95],
  ['-13%', 0],
  ['−3.5%', 0],
  ['140%', 100],
  ['unknown', 0],
])('a budget of %s fills %d percent of its bar', (text, width) => {
  expect(barWidth(text)).toBe(width)
})

test.each([
  [390, false, { sidebar: false, panel: false }],
  [1024, false, { sidebar: true, panel: false }],
  [1240, false, { sidebar: true, panel: true }],
  [1240, true, { sidebar: true, panel: false }],
  [1440, true, { sidebar: true, panel: true }],
])('%i px with a thread %s has room for %j', (width, threadOpen, sides) => {
  expect(inlineSides(width, threadOpen)).toEqual(sides)
})

test.each([
  ['Dana Reyes', 'DR'],
  ['Ana de la Cruz', 'AC'],
  ['Budgeteer', 'B'],
])('the initials of %s are %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})

test.each([
  ['beside a narrow target', { left: 0, top: 300, width: 250, height: 300 }, 1440, { left: 262, top: 300 }],
  [
    'left of a target at the right edge',
    { left: 1130, top: 0, width: 310, height: 900 },
    1440,
    { left: 758, top: 12 },
  ],
  ['above one at the bottom', { left: 0, top: 760, width: 390, height: 84 }, 390, { left: 12, top: 548 }],
  [
    'over one that fills the middle, at the side with more room',
    { left: 256, top: 56, width: 716, height: 820 },
    1280,
    { left: 908, top: 688 },
  ],
  ['below one at the top', { left: 340, top: 8, width: 40, height: 40 }, 390, { left: 18, top: 60 }],
])('the tour card stands %s', (_, target, width, spot) => {
  expect(cardSpot(target, { width: 360, height: 200 }, { width, height: 900 })).toEqual(spot)
})

test('shortcodes become characters, and unknown ones and object names stay', () => {
  expect(withEmoji(':red_circle: at 10:15 :nonsense:')).toBe('🔴 at 10:15 :nonsense:')
  expect(emojiNamed('constructor')).toBeNull()
})
