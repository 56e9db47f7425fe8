import { expect, test } from 'vitest'
import { unbroken } from '../../../src/adapters/slack/blocks/unbroken.ts'

/** `~` stands for a space that does not break. */
test.each([
  ['315 of 432 min', '315~of~432~min'],
  ['*61%* left · burn 0.4×', '*61%*~left · burn~0.4×'],
  ['3 bad of 1,000', '3~bad of~1,000'],
  ['spent in 15 hours at the rate', 'spent in~15~hours at the rate'],
  ['burns 28 times as fast', 'burns 28~times as fast'],
  ['without 2 h of maintenance', 'without 2~h of maintenance'],
  ['The product of 4 parts', 'The product of~4 parts'],
  ['Requests that succeed', 'Requests that succeed'],
  [
    '<!date^1772444400^{date_short_pretty} {time}|2026-03-02 09:40 UTC>',
    '<!date^1772444400^{date_short_pretty} {time}|2026-03-02 09:40 UTC>',
  ],
])('%s', (text, expected) => {
  expect(unbroken(text)).toBe(expected.replaceAll('~', '\u00A0'))
})
