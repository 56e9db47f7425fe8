import { expect, test } from 'vitest'
import { counted, entriesText } from '../../../src/core/kernel/counted.ts'

test('one is no plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'service'))).toEqual([
    '0 services',
    '1 service',
    '2 services',
  ])
  expect([0, 1, 2].map(entriesText)).toEqual(['0 entries', '1 entry', '2 entries'])
})
