import { describe, expect, test } from 'vitest'
import { minutesText, remainingTone } from '../../../src/core/reports/figure-words.ts'
import type { SloFigures } from '../../../src/core/reports/report.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

test.each([
  [43.2, '43.2 minutes'],
  [-12.345, '-12.35 minutes'],
  [1, '1 minute'],
  [2090.56, '2,090.56 minutes'],
  [-0.003, '-0.003 minutes'],
  [0.0000412, '0.00004 minutes'],
  [-1e-12, '0 minutes'],
  [0, '0 minutes'],
])('%d minutes read as %s: too much by a little is not nothing', (minutes, text) => {
  expect(minutesText(minutes * MINUTE_MS)).toBe(text)
})

describe('what is left of a budget', () => {
  const measured = (remainingRatio: number): Pick<SloFigures, 'figures'> => ({
    figures: {
      kind: 'measured',
      availabilityRatio: 0.999,
      errorRatio: 0.001,
      good: 999,
      total: 1000,
      remainingRatio,
      isMet: remainingRatio >= 0,
      measuredMs: MINUTE_MS,
      actualMs: 0,
      allowedMs: 0,
      differenceMs: 0,
      over: 'period',
      dataFrom: null,
      dataUntil: null,
      excludedMs: 0,
      warning: null,
    },
  })

  test.each([
    ['good', 0.25],
    ['plain', 0.2499],
    ['plain', 0],
    ['bad', -0.01],
  ])('looks %s at %d', (tone, remainingRatio) => {
    expect(remainingTone(measured(remainingRatio))).toBe(tone)
  })
})
