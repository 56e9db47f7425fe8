import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { areBlocksTooLong, blockProblems, viewProblems } from '../../../demo/workspace/blocks.ts'
import type { RequestFacts } from '../../../src/core/requests/messages.ts'
import { announcementBlocks } from '../../../src/adapters/slack/blocks/announcement.ts'
import { approvalRequestBlocks, noticeBlocks } from '../../../src/adapters/slack/blocks/approval-request.ts'
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
const id = fc.stringMatching(/^r_[a-z0-9]{1,20}$/)
const person = fc.stringMatching(/^U[A-Z0-9]{8}$/)
const anyFacts: fc.Arbitrary<RequestFacts> = fc.record({
  requestId: id,
  service: wild,
  serviceTitle: wild,
  change: wild,
  changeTitle: wild,
  risk: wild,
  revision: wild,
  environment: wild,
  summary: wild,
  requestedBy: person,
  requestedAt: fc.constant('2026-11-21T10:00:00.000Z'),
  expiresAt: fc.constant('2026-11-22T10:00:00.000Z'),
  state: fc.constantFrom('open', 'granted', 'rejected', 'cancelled', 'expired', 'voided'),
  level: wild,
  remainingRatio: fc.option(fc.double({ noNaN: true })),
  explanation: wild,
  rule: wild,
  policyVersion: wild,
  answers: fc.array(fc.record({ title: wild, text: wild }), { maxLength: 4 }),
  missingRequirements: fc.array(wild, { maxLength: 4 }),
  seats: fc.array(fc.record({ role: wild, roleTitle: wild, count: fc.nat(4), filledBy: fc.array(person) }), {
    maxLength: 4,
  }),
  rejection: fc.option(fc.record({ userId: person, reason: wild })),
  way: fc.constantFrom(null, 'exception', 'override', 'silver-bullet'),
  wayTitle: fc.option(wild),
  wayCount: fc.option(
    fc.record({ before: fc.nat(9), ration: fc.option(fc.nat(9)), period: fc.constant('quarter') }),
  ),
  documents: fc.array(fc.record({ title: wild, text: wild }), { maxLength: 4 }),
})

const isTakenBySlack = (blocks: readonly unknown[]): void => {
  expect(blockProblems(blocks, 'message')).toEqual([])
  expect(areBlocksTooLong(blocks)).toBe(false)
}

describe('whatever is in it, Slack takes', () => {
  test('a request', () => {
    fc.assert(
      fc.property(anyFacts, template, (facts, text) => isTakenBySlack(approvalRequestBlocks(facts, text))),
    )
  })
  test('a notice', () => {
    fc.assert(fc.property(anyFacts, template, (facts, text) => isTakenBySlack(noticeBlocks(facts, text))))
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
  const ids = (facts: RequestFacts): readonly string[] =>
    approvalRequestBlocks(facts, 'Deploy request')
      .flatMap((block) => (block.type === 'actions' ? block.elements : []))
      .flatMap((element) => (element.type === 'button' ? [element.text.text] : []))
  test.each([
    ['an open request with something missing', sampleFacts, ['Approve', 'Reject…', 'Fill in…', 'Details']],
    ['an open request', { ...sampleFacts, missingRequirements: [] }, ['Approve', 'Reject…', 'Details']],
    ['a granted request', { ...sampleFacts, state: 'granted' }, []],
    ['a rejected request', { ...sampleFacts, state: 'rejected' }, []],
    ['an expired request', { ...sampleFacts, state: 'expired' }, []],
  ] as const)('%s', (_case, facts, expected) => {
    expect(ids(facts)).toEqual(expected)
  })
})

describe('texts', () => {
  test('nothing of a text is lost between its pieces', () => {
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
