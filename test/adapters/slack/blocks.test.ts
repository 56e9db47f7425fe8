import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { areBlocksTooLong, blockProblems, viewProblems } from '../../../demo/workspace/blocks.ts'
import type { Press } from '../../../src/core/kernel/prompt.ts'
import { announcementBlocks } from '../../../src/adapters/slack/blocks/announcement.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { promptRow } from '../../../src/adapters/slack/blocks/prompts.ts'
import { burnText, burnWords } from '../../../src/adapters/slack/blocks/burn-words.ts'
import { cardBlocks } from '../../../src/adapters/slack/blocks/card.ts'
import { clipped } from '../../../src/adapters/slack/blocks/limits.ts'
import { splitText } from '../../../src/adapters/slack/blocks/split-text.ts'
import { requestForm } from '../../../src/adapters/slack/modals/request-form.ts'
import { sampleFacts } from './support/sample-facts.ts'
import { sampleCatalog } from './support/sample-policy.ts'

const wild = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.lorem({ mode: 'sentences', maxCount: 30 }),
  fc.string({ maxLength: 5 }).map((text) => text.repeat(800)),
)
const template = fc.array(wild, { maxLength: 12 }).map((lines) => `Headline\n${lines.join('\n')}`)
const isTakenBySlack = (blocks: readonly unknown[]): void => {
  expect(blockProblems(blocks, 'message')).toEqual([])
  expect(areBlocksTooLong(blocks)).toBe(false)
}

describe('Slack takes it, whatever it holds:', () => {
  test('a card with buttons', () => {
    const prompts = (['approve', 'reject', 'fill-in', 'see-request'] as const).map((kind) => ({
      kind,
      of: 'r_1',
    }))
    fc.assert(
      fc.property(template, (text) =>
        isTakenBySlack(messageBlocks({ kind: 'approval-request', request: sampleFacts, prompts }, text)),
      ),
    )
  })
  test('an announcement', () => {
    fc.assert(fc.property(template, (text) => isTakenBySlack(announcementBlocks(text))))
  })
  test('a request form', () => {
    const choices = fc.record({
      service: fc.constantFrom('', 'billing', 'nothing'),
      change: fc.constantFrom('', 'feature', 'infrastructure', 'nothing'),
      risk: fc.constantFrom('', 'low', 'high'),
    })
    const texts = fc.record({ revision: wild, environment: wild, summary: wild })
    fc.assert(
      fc.property(choices, texts, (chosen, typed) => {
        expect(viewProblems(requestForm(sampleCatalog, chosen, typed, null))).toEqual([])
      }),
    )
  })
})

describe('buttons', () => {
  const labels = (kinds: readonly Exclude<Press['kind'], 'advance-rollout'>[]): readonly string[] =>
    promptRow(kinds.map((kind) => ({ kind, of: 'x_1' }) as Press))
      .flatMap((block) => (block.type === 'actions' ? block.elements : []))
      .flatMap((element) => (element.type === 'button' ? [element.text.text] : []))
  test.each([
    ['a request', ['approve', 'reject', 'fill-in', 'see-request'], 'Approve Reject… Fill in… Details'],
    [
      'an incident',
      ['close-incident', 'correct-incident', 'note-incident', 'draft-postmortem'],
      'Close Correct… Add a note… Draft postmortem…',
    ],
    [
      'a rollout',
      ['sign-off-rollout', 'hold-rollout', 'resume-rollout', 'roll-back-rollout'],
      'Sign off Hold Resume Roll back…',
    ],
    ['an action', ['finish-action', 'reassign-action'], 'Done Reassign…'],
    ['a correctness incident', ['file-postmortem'], 'File postmortem…'],
  ] as const)('of %s', (_case, kinds, expected) => {
    expect(labels(kinds).join(' ')).toBe(expected)
  })

  test('the first is the one to press, and none stands out beside it', () => {
    const advance = { kind: 'advance-rollout', of: 'ro_1.0', stage: '50%' } as const
    expect(promptRow([advance])).toMatchObject([
      { elements: [{ text: { text: 'Advance to 50%' }, style: 'primary', value: 'ro_1.0' }] },
    ])
    const [row] = promptRow([{ kind: 'sign-off-rollout', of: 'ro_1.0' }, advance])
    expect(JSON.stringify(row).match(/primary/g)).toHaveLength(1)
  })

  test('there is no row where nothing can be pressed', () => {
    expect(promptRow([])).toEqual([])
  })
})

describe('texts', () => {
  test('no text is lost between its pieces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 600 }),
        fc.integer({ min: 20, max: 80 }),
        (text, max) => {
          const pieces = splitText(text, max)
          expect(pieces.every((piece) => piece.length <= max)).toBe(true)
          expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        },
      ),
    )
  })

  test.each([
    ['a mention is not torn', 'hello <@U12345>', 12, 'hello …'],
    ['an escape is not torn', 'fish &amp; chips', 8, 'fish …'],
    ['an emoji is not torn', 'ab🚨cd', 4, 'ab…'],
    ['what fits stays', 'short', 5, 'short'],
  ])('%s', (_case, text, max, expected) => {
    expect(clipped(text, max)).toBe(expected)
  })

  test('facts stand in two columns, the last line of its own in small', () => {
    expect(
      cardBlocks('🚢 Ship it\nService: Billing\nRisk: low\n\nWhy not.\n\nRequest r_1').map(
        ({ type }) => type,
      ),
    ).toEqual(['section', 'section', 'section', 'context'])
  })

  test.each([
    [0, '0×', 'nothing burns'],
    [0.034, '0.034×', 'slow enough to last the window'],
    [1.42, '1.4×', 'faster than the budget lasts'],
    [6, '6×', 'much too fast'],
    [14.4, '14×', 'critically fast'],
    [1_234.5, '1235×', 'critically fast'],
  ])('a burn rate of %d', (rate, text, words) => {
    expect([burnText(rate), burnWords(rate)]).toEqual([text, words])
  })
})
