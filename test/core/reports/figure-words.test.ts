import { expect, test } from 'vitest'
import { minutesText } from '../../../src/core/reports/figure-words.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

test.each([
  [43.2, '43.2 minutes'],
  [-12.345, '-12.35 minutes'],
  [1, '1 minute'],
  [-0.003, '-0.003 minutes'],
  [0.0000412, '0.00004 minutes'],
  [-1e-12, '0 minutes'],
  [0, '0 minutes'],
])('%d minutes read as %s: too much by a little is not nothing', (minutes, text) => {
  expect(minutesText(minutes * MINUTE_MS)).toBe(text)
})
