import { expect, test } from 'vitest'
import { adviceFor } from '../../../src/core/reports/recommend.ts'

/** The ML platform's thresholds and sentences, in its own words. */
test.each([
  [
    -0.001,
    ['FEATURE FREEZE - Focus on reliability', 'Root cause analysis required', 'Incident review meeting'],
  ],
  [0, ['Low error budget - Prioritize stability', 'Defer risky changes']],
  [0.2499, ['Low error budget - Prioritize stability', 'Defer risky changes']],
  [0.25, ['Normal operations']],
  [0.1 + 0.15, ['Normal operations']],
  [0.75, ['Normal operations']],
  [0.7501, ['Healthy error budget - Can take risks', 'Good time for experiments']],
])('with %d of the budget left it recommends %j', (remaining, sentences) => {
  expect(adviceFor('availability', remaining).sentences).toEqual(sentences)
})
