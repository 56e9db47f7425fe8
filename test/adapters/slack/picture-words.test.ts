import type { ContextBlock, SectionBlock } from '@slack/types'
import { expect, test } from 'vitest'

import { blockProblems } from '../../../demo/workspace/blocks.ts'
import { pictureWords } from '../../../src/adapters/slack/blocks/picture-words.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import type { BurnDown } from '../../../src/core/pictures/picture.ts'

const UNTIL = Date.parse('2025-11-30T00:00:00Z')
const FROM = UNTIL - 20 * DAY_MS

/** A budget read once a day, for 20 days. */
const aBurnDown = (ratios: readonly (number | null)[]): BurnDown => ({
  kind: 'burn-down',
  title: 'Checkout & *Pay*',
  timeZone: 'UTC',
  from: FROM,
  until: UNTIL,
  service: 'checkout',
  serviceTitle: 'Checkout & *Pay*',
  slo: 'availability',
  sloTitle: 'Availability',
  objective: 99.5,
  window: '30d',
  at: UNTIL,
  points: ratios.map((remainingRatio, day) => ({ at: FROM + day * DAY_MS + DAY_MS / 2, remainingRatio })),
  bands: [],
  incidents: [],
  deployments: [],
  forecast: null,
})

const falling = Array.from({ length: 20 }, (_, day) => 1 - day / 16)

test('a line of blocks says how the budget went, and a bar how much is left', () => {
  const [line] = pictureWords(aBurnDown(falling)) as [SectionBlock]
  expect(line.text?.text).toBe('`███▇▇▆▆▅▅▄▄▃▃▂▂▁____`\n`░░░░░░░░░░░░░░░░░░░░` *-19%* of the budget')
})

test('the words are those of the picture, harmless in mrkdwn', () => {
  const words = (pictureWords(aBurnDown(falling)).at(-1) as ContextBlock).elements[0]
  expect(words).toMatchObject({ text: expect.stringContaining('Checkout &amp;') as string })
  expect(blockProblems(pictureWords(aBurnDown(falling)), 'message')).toEqual([])
})

test('what was not measured is a gap, and where nothing was there is no line', () => {
  const gap = pictureWords(aBurnDown([0.5, null, 0.5]))
  expect((gap[0] as SectionBlock).text?.text).toContain('`▅·▅')
  expect(pictureWords(aBurnDown([null]))).toHaveLength(1)
})
