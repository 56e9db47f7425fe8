import type { KnownBlock } from '@slack/types'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { areBlocksTooLong, blockProblems } from '../../../demo/workspace/blocks.ts'
import { announcementCard } from '../../../src/adapters/slack/blocks/announcement-card.ts'
import { budgetBar } from '../../../src/adapters/slack/blocks/budget-bar.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { promptRow } from '../../../src/adapters/slack/blocks/prompts.ts'
import { unescaped } from '../../../src/adapters/slack/escape.ts'
import { FREEZE_SAMPLES } from '../../../src/adapters/templates/samples/freezes.ts'
import { LEVEL_SAMPLES } from '../../../src/adapters/templates/samples/levels.ts'
import { REPORT_SAMPLES } from '../../../src/adapters/templates/samples/reports.ts'
import { levelPrompts } from '../../../src/core/freezes/announced-level.ts'
import { EXAMPLES } from '../templates/an-announcement.ts'
import { renderer } from '../templates/shipped.ts'

/** What the blocks say, in their order, without what only makes it bold. */
const said = (blocks: readonly KnownBlock[]): string =>
  blocks
    .flatMap((block) => {
      if (block.type === 'header') return [block.text.text]
      if (block.type === 'section') return [block.text?.text ?? '']
      return block.type === 'context'
        ? block.elements.map((element) => ('text' in element ? element.text : ''))
        : []
    })
    .join('\n')
const without = (text: string): string =>
  unescaped(text)
    .replaceAll('*', '')
    .replaceAll(/\s*\n\s*/g, '\n')
const PROMPTS = levelPrompts('t_1', { isFreeze: true, hasException: true })
const labels = (blocks: readonly KnownBlock[]): readonly string[] =>
  blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => (element.type === 'button' ? [element.text.text] : []))

describe.each(Object.values(EXAMPLES))('the card of $level', (facts) => {
  const text = renderer.text(facts)
  const blocks = messageBlocks({ ...facts, prompts: PROMPTS }, text)

  test('says what the policy’s message says, character for character, and the bar beside it', () => {
    const bar = blocks[1]
    expect(said(blocks.slice(1, 2))).toMatch(/^`[█░]{20}` \*\d+%\* of the budget$/)
    expect(without(said(blocks.filter((block) => block !== bar)))).toBe(without(text))
  })

  test('has the first line for its header', () => {
    expect(blocks[0]).toEqual({
      type: 'header',
      text: { type: 'plain_text', text: text.split('\n')[0], emoji: true },
    })
  })

  test('Slack takes it', () => {
    expect(blockProblems(blocks, 'message')).toEqual([])
    expect(areBlocksTooLong(blocks)).toBe(false)
  })
})

test('names, headings and what is loud are bold; what the policy asks for beside it is small', () => {
  const text = renderer.text(EXAMPLES.EMERGENCY)
  const blocks = messageBlocks(EXAMPLES.EMERGENCY, text)
  for (const part of [
    '*Service:* ML Inference Gateway',
    '*Status:* FULL FREEZE',
    '*ALL DEPLOYMENTS BLOCKED*',
    '*Recent Incidents (last 24h):*',
    '*Top Actions (PRIORITY):*',
    '*Mandatory actions:*',
  ])
    expect(said(blocks)).toContain(part)
  const small = blocks.filter(({ type }) => type === 'context')
  expect(small).toHaveLength(1)
  expect(said(small)).toContain('Trigger: by hand, no automatic deployments')
})

test('the buttons of a freeze stand below it', () => {
  const blocks = messageBlocks({ ...EXAMPLES.CRITICAL, prompts: PROMPTS }, renderer.text(EXAMPLES.CRITICAL))
  expect(labels(blocks)).toEqual([
    'What may I deploy?',
    'Ask for an exception…',
    'Set commander…',
    'Set war room…',
    'Top actions…',
    'History',
  ])
})

test.each([...LEVEL_SAMPLES['transition-digest'], ...FREEZE_SAMPLES['freeze-digest']])(
  'a digest is a card, with the way to all services below it: $kind',
  (digest) => {
    const text = renderer.text(digest)
    const blocks = messageBlocks(digest, text)
    expect(blockProblems(blocks, 'message')).toEqual([])
    expect(areBlocksTooLong(blocks)).toBe(false)
    expect(without(said(blocks))).toBe(without(text))
    expect(labels(blocks)).toEqual(['Show all services'])
  },
)

test('an announcement of an earlier release has no buttons, and is a card all the same', () => {
  const blocks = messageBlocks(EXAMPLES.CRITICAL, renderer.text(EXAMPLES.CRITICAL))
  expect(blocks.map(({ type }) => type)).toContain('header')
  expect(labels(blocks)).toEqual([])
})

test.each([
  ['nothing known of the budget', null],
  ['a budget', 0.5],
])('with %s there is a bar only where there is a figure', (_given, remainingRatio) => {
  const facts = { ...EXAMPLES.CRITICAL, remainingRatio }
  expect(said(messageBlocks(facts, renderer.text(facts))).includes('░')).toBe(remainingRatio !== null)
})

test.each([
  [1.2, '████████████████████'],
  [1, '████████████████████'],
  [0.999, '███████████████████░'],
  [0.42, '████████░░░░░░░░░░░░'],
  [0.07, '█░░░░░░░░░░░░░░░░░░░'],
  [0.0001, '█░░░░░░░░░░░░░░░░░░░'],
  [0, '░░░░░░░░░░░░░░░░░░░░'],
  [-0.25, '░░░░░░░░░░░░░░░░░░░░'],
])('the bar of %d', (ratio, bar) => {
  expect(budgetBar(ratio)).toBe(bar)
})

test.each([
  ['markup', ':x: <https://example.com|Link> is *frozen*'],
  ['more than a header takes', 'Long '.repeat(40)],
])('a headline of %s stands in bold instead of in a header', (_what, headline) => {
  expect(announcementCard(`${headline}\nService: a`)[0]).toMatchObject({ type: 'section' })
})

test('what was escaped for mrkdwn is shown as it is in a header', () => {
  expect(announcementCard('A &lt;b&gt; &amp; c')[0]).toMatchObject({ text: { text: 'A <b> & c' } })
})

const wild = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ maxLength: 5 }).map((text) => text.repeat(800)),
  fc.constantFrom('', 'A:', '*', '`', 'LOUD AND CLEAR', 'Name: value', '• bullet', ':x:', '<@U1>'),
)
test('Slack takes it whatever a team writes, with its buttons', () => {
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 60 }), (lines) => {
      const blocks = announcementCard(lines.join('\n'), { last: promptRow(PROMPTS) })
      expect(blockProblems(blocks, 'message')).toEqual([])
      expect(areBlocksTooLong(blocks)).toBe(false)
      expect(labels(blocks)).toHaveLength(PROMPTS.length)
    }),
  )
})

test.each(LEVEL_SAMPLES['level-announcement'].map((sample, index) => [index, sample] as const))(
  'everything that sample %d can know fits, with its buttons',
  (_index, sample) => {
    const text = renderer.text(sample)
    const blocks = messageBlocks({ ...sample, prompts: PROMPTS }, text)
    expect(blockProblems(blocks, 'message')).toEqual([])
    expect(areBlocksTooLong(blocks)).toBe(false)
    expect(without(said(blocks))).not.toContain('more part')
    expect(labels(blocks)).toHaveLength(PROMPTS.length)
  },
)

test.each(REPORT_SAMPLES['report-details'])(
  'Slack takes the details of $services.length services of a report, brief: $isBrief, and all of them',
  (details) => {
    const blocks = messageBlocks(details, renderer.text(details))
    expect(blockProblems(blocks, 'message')).toEqual([])
    expect(areBlocksTooLong(blocks)).toBe(false)
    expect(said(blocks)).not.toMatch(/more parts? that/)
    expect(said(blocks).match(/: `\/budget report quarterly 2025-Q3 /g)).toHaveLength(1)
    const lines = said(blocks).split('\n')
    const perService = details.isBrief ? 1 : 2
    expect(lines.filter((line) => /^[✅❌❔]/u.test(line))).toHaveLength(details.services.length * perService)
  },
)
