import { expect, test } from 'vitest'
import { plainFacts } from '../../../src/adapters/templates/plain-facts.ts'
import { EXAMPLES } from './an-announcement.ts'

test('a message whose template cannot be used is said in plain facts, escaped', () => {
  const text = plainFacts({ ...EXAMPLES.HEALTHY, serviceTitle: 'Shop <!channel>' })
  expect(text.split('\n')[0]).toBe('⚠️ Level announcement (its template cannot be used; the log says why)')
  expect(text).toContain('Service title: Shop &lt;!channel&gt;')
  expect(text).toContain('Level: HEALTHY')
  expect(text).not.toContain('[object')
})
