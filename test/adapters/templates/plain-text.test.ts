import { expect, test } from 'vitest'
import { plainText } from '../../../src/adapters/templates/mrkdwn.ts'

test.each([
  [
    'a link keeps its words',
    '<https://example.com/?a=1&amp;b=2|Runbook>',
    'Runbook https://example.com/?a=1&b=2',
  ],
  ['an address alone stays', 'See <https://example.com>', 'See https://example.com'],
  [
    'several links',
    '<https://a.example|A> · <https://b.example|B>',
    'A https://a.example · B https://b.example',
  ],
  ['nobody is mentioned', 'For: <@U0OWNER> <!subteam^S0SRE>', 'For:'],
])('in a mail %s', (_, mrkdwn, text) => {
  expect(plainText(mrkdwn)).toBe(text)
})
